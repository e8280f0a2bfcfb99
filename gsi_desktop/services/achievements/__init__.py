"""Achievements: the catalogue of dimensions and logros, applicability, assessments, states, IPM and ICV."""
