"""The tests of bot/web."""
