"""Parties, packages, payoffs, bargaining, third parties' answers and the clock."""
