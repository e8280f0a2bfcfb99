"""Schema upgrades, repeatable objects, integrity checks and demo data."""
