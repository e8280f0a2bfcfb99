"""SQLAlchemy tables only, one module per aggregate; no input or output, no text for people."""
