"""The conversation, over a real store and the real matcher."""
