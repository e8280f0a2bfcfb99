"""Pages of the families area: list and dossier."""
