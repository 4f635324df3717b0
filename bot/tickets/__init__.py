"""The rules of a ticket's life, without any input or output."""
