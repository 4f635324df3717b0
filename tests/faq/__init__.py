"""Tests of the faq package."""
