"""`wenzheng faq`: a file for each of its commands."""
