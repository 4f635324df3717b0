"""The residents' pages: the conversation, and the page of each ticket."""
