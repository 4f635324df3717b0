"""Measurements of the running service; each takes its data as an argument."""
