"""Tables that people keep in files, brought into the database: all of a file or nothing of it."""
