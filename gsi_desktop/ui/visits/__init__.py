"""Visitas: their lists, the visit step by step, the visit typed from paper, and who makes them."""
