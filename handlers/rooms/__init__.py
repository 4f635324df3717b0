"""Officials' groups: the cards of tickets, buttons that are pressed, and what is written there."""
