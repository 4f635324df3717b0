"""The tests of Wenzheng."""
