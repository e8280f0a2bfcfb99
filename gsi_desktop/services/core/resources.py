"""Where the files shipped with the program are: inside the wheel or bundle, else in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def _shipped(inside: str, checkout: str) -> Path:
    bundled = _PACKAGE / inside
    return bundled if bundled.is_dir() else _PACKAGE.parent / checkout


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped resource, e.g. ``resource_path("theme", "light.toml")``; it may not exist."""
    return _shipped("_resources", "resources").joinpath(*parts)


def migrations_path() -> Path:
    """Return the folder that holds Alembic's environment and revisions."""
    return _shipped("_migrations", "migrations")


def manual_path() -> Path:
    """Return the folder of the manual, which is also the help of the window."""
    return _shipped("_manual", "docs/manual")
