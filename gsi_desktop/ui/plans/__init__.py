"""Plan familiar: its tab in the dossier and its editor with the paper beside it."""
