"""Design tokens as data: colours per theme and sizes for both, read once from the shipped files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from gsi_desktop.services.core.resources import resource_path


@dataclass(frozen=True, slots=True)
class TypeRole:
    """A step of the type scale: size and line height in px at 100 %, weight from 400 to 600."""

    size: int
    line: int
    weight: int


def _read(name: str) -> dict[str, Any]:
    with resource_path("theme", f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def colors(theme_name: str) -> dict[str, str]:
    """Return role → hex colour of ``"light"`` or ``"dark"``."""
    return {role: str(value) for role, value in _read(theme_name)["color"].items()}


@cache
def _base() -> dict[str, Any]:
    return _read("base")


@cache
def type_roles() -> dict[str, TypeRole]:
    """Return the type scale by role name."""
    return {name: TypeRole(**value) for name, value in _base()["type"].items() if isinstance(value, dict)}


def family() -> str:
    """Return the name of the bundled typeface."""
    return str(_base()["type"]["family"])


def letter_spacing() -> float:
    """Return the extra space between letters in em, negative for tighter."""
    return float(_base()["type"]["letter_spacing_em"])


def size(path: str) -> float:
    """Return a size in px at 100 %, e.g. ``size("table.row")``; raises `KeyError` for an unknown one."""
    section, _, name = path.partition(".")
    return float(_base()[section][name])
