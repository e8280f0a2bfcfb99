"""Driver errors to the program's own errors, the same for both engines.

Constraint names decide: PostgreSQL reports them, SQLite reports the columns of unique constraints instead.
"""

from __future__ import annotations

import re

from gsi_desktop.services.core.errors import ExpectedError, GsiError, MachineError

_CONSTRAINTS = {
    "uq_person_document_live": "document_taken",
    "uq_membership_open_head": "second_open_head",
    "uq_membership_open_person": "person_in_other_family",
}
_SQLITE_COLUMNS = {
    "person_document.number, person_document.type": "document_taken",
    "membership.person_id": "person_in_other_family",
    "membership.family_id": "second_open_head",
}
_SQLITE_TEXTS = (
    ("not a database", "not_our_file"),
    ("disk is full", "disk_full"),
    ("disk i/o error", "disk_error"),
    ("readonly", "database_read_only"),
    ("locked", "database_busy"),
    ("unable to open", "database_cannot_open"),
    ("malformed", "database_damaged"),
)
_POSTGRES_STATES = {
    "28": "login_refused",
    "3D": "database_missing",
    "42501": "permission_denied",
    "53100": "disk_full",
    "55P03": "database_busy",
    "40001": "database_busy",
    "40P01": "database_busy",
    "25006": "database_read_only",
    "57014": "server_slow",
    "57": "server_stopped",
    "08": "server_unreachable",
}


def _constraint(original: BaseException) -> str | None:
    name = getattr(getattr(original, "diag", None), "constraint_name", None)
    if name:
        return _CONSTRAINTS.get(name)
    unique = re.search(r"UNIQUE constraint failed: (.+)", str(original))
    return _SQLITE_COLUMNS.get(unique.group(1)) if unique else None


def translate(error: Exception) -> Exception:
    """Return the `GsiError` for a driver's ``error``, or ``error`` itself when it is a bug of ours."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, GsiError):
        return original
    if code := _constraint(original):
        return ExpectedError(code)
    text = str(original).lower()
    if type(original).__module__.startswith("psycopg"):
        return _of_server(original, text) or error
    for mark, code in _SQLITE_TEXTS:
        if mark in text and "constraint" not in text:
            return ExpectedError(code) if code == "not_our_file" else MachineError(code)
    return error


def _of_server(original: BaseException, text: str) -> MachineError | None:
    """Return what an error of psycopg means, None when it is a bug of ours."""
    state = getattr(original, "sqlstate", None)
    if state is None:
        return _unreachable(text)
    code = _POSTGRES_STATES.get(state) or _POSTGRES_STATES.get(state[:2])
    return MachineError(code) if code else None


def _unreachable(text: str) -> MachineError:
    """Return why no connection was made; libpq reports these without a state."""
    if "password" in text or "authentication" in text or "no pg_hba.conf entry" in text:
        return MachineError("login_refused")
    if "does not exist" in text:
        return MachineError("database_missing")
    return MachineError("server_unreachable")
