"""Cobden: trade talks, computed."""
