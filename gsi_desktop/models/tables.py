"""Every table in one metadata: import this to create, migrate or walk the schema."""

from gsi_desktop.models import (
    accompaniment,
    achievements,
    consent,
    duplicates,
    families,
    imports,
    lists,
    operations,
    paperwork,
    territory,
)
from gsi_desktop.models.base import Base

metadata = Base.metadata

__all__ = [
    "accompaniment",
    "achievements",
    "consent",
    "duplicates",
    "families",
    "imports",
    "lists",
    "metadata",
    "operations",
    "paperwork",
    "territory",
]
