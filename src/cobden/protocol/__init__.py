"""Cobden for programs that speak the Model Context Protocol: rates, equilibria, cases, talks."""

from cobden.protocol.questions import Questions

__all__ = ["Questions"]
