"""The way out: outbox rows carried to the channels, and what officials' rooms are told of it."""
