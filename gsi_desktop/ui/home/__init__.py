"""Inicio: the work that waits, by figures that open their lists."""
