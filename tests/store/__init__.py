"""The tests of bot/store."""
