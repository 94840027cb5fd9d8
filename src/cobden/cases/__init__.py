"""Disputes as data."""
