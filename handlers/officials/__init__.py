"""What officials say in words, wherever they work: their commands, and what they ask to see."""
