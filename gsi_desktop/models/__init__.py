"""SQLAlchemy tables only, one module per aggregate; no input or output, no text for people.

Empty on purpose: the window imports `models.enums` before anything heavy. `models.tables` knows every table.
"""
