"""SQLAlchemy tables only, one module per aggregate; no input or output, no text for people.

Importing this package registers every table in ``metadata``.
"""

from gsi_desktop.models import families, imports, operations, territory
from gsi_desktop.models.base import Base

metadata = Base.metadata

__all__ = ["Base", "families", "imports", "metadata", "operations", "territory"]
