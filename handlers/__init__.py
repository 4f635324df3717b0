"""The conversation: what to do with one message of a resident, or of an official."""
