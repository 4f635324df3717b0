"""Masking, and how much of it is measured."""
