"""The one way in: a message is kept, and what it causes is owed, in one transaction."""
