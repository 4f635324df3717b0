"""The tests of the imports."""
