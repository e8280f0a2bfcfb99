"""Pages that show catalogues."""
