"""Logros: the board of a family, its conditions and IPM, as a tab of the dossier."""
