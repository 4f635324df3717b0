"""The channels under test, each against a platform of our own."""
