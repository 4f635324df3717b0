"""The city's FAQ: its entries, in and out of files, and the way from a question to an answer."""
