"""Numbers that are not counted, and say so."""

from __future__ import annotations


class Estimate(int):
    """How many rows there are by the server's statistics, where counting them would keep people waiting."""
