"""Every sentence people are told has all it needs, and nobody keeps sentences nobody is told."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gsi_desktop.services.core import faults, messages
from gsi_desktop.services.exchange import queries, rules

PACKAGE = Path(messages.__file__).parents[2]
RAISERS = {"ExpectedError", "MachineError", "text", "report", "Refused", "Finding", "Problem"}
ROW_PARAMS = {"double": "Ana Gil", "birth": "31/02/1985", "type": "TI", "age": "19", "where": "otra persona"}
"""What `queries` fills the texts of a row with."""


@cache
def _trees() -> dict[str, ast.Module]:
    files = (path for path in PACKAGE.rglob("*.py") if path.name != "messages.py")
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def _placeholders(code: str) -> set[str]:
    template = messages._catalogue()[code]
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name is not None}


def _constants(node: ast.expr) -> Iterator[str]:
    """Yield the codes an argument may be: itself, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _calls() -> Iterator[tuple[str, str, str, set[str] | None]]:
    """Yield ``(place, function, code, names of the values given)`` of calls that name a code; None: names unknown."""
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if function in RAISERS:
                given = {keyword.arg for keyword in node.keywords}
                names = None if None in given else {one for one in given if one is not None}
                for code in _constants(node.args[0]):
                    yield f"{name}:{node.lineno}", function, code, names


def test_whoever_raises_or_shows_a_code_gives_the_values_its_sentence_needs() -> None:
    checked = 0
    for place, function, code, given in _calls():
        if function in {"ExpectedError", "MachineError"} or (function == "text" and code in messages.known_codes()):
            assert code in messages.known_codes(), place
            if given is not None:
                checked += 1
                missing = _placeholders(code) - given
                assert not missing, f"{place}: {code} lacks {missing}"
    assert checked > 80, "this test looks in the wrong place"


def test_every_code_told_while_working_has_a_sentence_of_its_own() -> None:
    steps = {code for _place, function, code, _given in _calls() if function == "report"}
    assert {"reading_rows", "checking_rows", "writing_rows", "undoing", "inventing", "removing_sample"} <= steps
    assert [code for code in sorted(steps) if messages.text(code) == ""] == []


def test_what_databases_complain_about_needs_no_values() -> None:
    codes = {
        *faults._CONSTRAINTS.values(),
        *faults._SQLITE_COLUMNS.values(),
        *(code for _mark, code in faults._SQLITE_TEXTS),
        *faults._POSTGRES_STATES.values(),
    }
    assert all(messages.text(code) for code in codes)


def test_every_reason_and_warning_of_a_row_is_a_sentence() -> None:
    codes = {*rules.REJECTIONS, *queries._FIELD_OF_CODE, "repeated_row", "total_row", "needs_review"}
    for code in codes:
        told = messages.text(code, **ROW_PARAMS)
        assert told.endswith(".")
        assert "{" not in told


@pytest.mark.parametrize("code", sorted(messages.known_codes()))
def test_a_sentence_is_whole(code: str) -> None:
    values = dict.fromkeys(_placeholders(code), "x")
    told = messages.text(code, **values)
    assert told == " ".join(told.split())
    assert told[-1] in ".…)" or code in {"in_row", "in_folio", "in_other_household"}
    assert all(name.isidentifier() for name in values), "a sentence must name its values"


def test_no_sentence_is_kept_that_nobody_is_told() -> None:
    said = {
        node.value
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(messages.known_codes() - said) == []


def test_an_unknown_code_is_a_bug() -> None:
    with pytest.raises(KeyError):
        messages.text("no_such_code")
