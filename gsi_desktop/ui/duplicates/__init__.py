"""Pages of people who may be one, of merges and their undoing."""
