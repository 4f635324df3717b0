"""Measurements of the running service, of its matcher and of its database."""
