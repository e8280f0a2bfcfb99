"""Pages that bring rosters in."""
