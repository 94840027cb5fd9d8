"""The link between the table of talks and the world economy.

For each package: its tariffs take their place in the law of the day (``offers``), the equilibrium
is solved with its promises met inside it (``settle``), and the outcomes that somebody at the table
minds are read off, relative to the law of the day. Third economies are asked in ``thirds``.
"""

from cobden.negotiation.setting import Negotiation, negotiate, read_table

__all__ = ["Negotiation", "negotiate", "read_table"]
