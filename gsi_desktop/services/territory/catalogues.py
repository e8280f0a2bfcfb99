"""Catalogues shipped with the program: versioned tables read from ``resources/catalogues``, without a database.

Two uses: showing them (`catalogue_list`, `catalogue_rows`), and turning what a roster says into the codes we store
(`kinship`, `sex_reader`, …). A reader returns None for what it does not know; it never guesses.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from gsi_desktop.models.enums import Kinship, Modality, Sex, Zone
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.services.core.search import fold

SEPARATOR = "|"
"""Between several values in one cell: aliases, accepted spellings."""


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """What the manifest says of a catalogue; ``status`` is oficial, parcial or de trabajo.

    ``columns`` pairs each column's name in the file with its Spanish title.
    """

    id: str
    title: str
    file: str
    version: str
    status: str
    editable: bool
    source: str
    source_date: date
    licence: str
    note: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """A catalogue with its rows as text, in the order of ``info.columns``."""

    info: CatalogueInfo
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A department by its two-character code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality, area or island by its five-character DIVIPOLA code.

    A retired one has the day it ended (``valid_to``, excluded) and the code that took its territory.
    """

    code: str
    name: str
    department_code: str
    department: str
    kind: str
    aliases: tuple[str, ...] = ()
    valid_to: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """A populated centre of DIVIPOLA; ``is_seat`` marks the municipal seat."""

    code: str
    municipality_code: str
    name: str
    is_seat: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MicroregionMember:
    """A municipality in a microregion between two dates (``valid_to`` excluded)."""

    municipality_code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Microregion:
    """A microregion as the source lists it; one that is not ``in_force`` is kept to be seen, never loaded."""

    code: str
    department_code: str
    name: str
    modality: Modality
    valid_from: date
    valid_to: date | None
    in_force: bool
    aliases: tuple[str, ...]
    members: tuple[MicroregionMember, ...]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """An identity document: lengths and ages only ever warn (facts.md §6.1)."""

    code: str
    name: str
    digits_only: bool
    min_length: int | None
    max_length: int | None
    age_from: int | None
    age_to: int | None
    is_nuip: bool

    def fits_age(self, age: int) -> bool:
        """Return whether a person of ``age`` full years holds this document."""
        return (self.age_from or 0) <= age and (self.age_to is None or age <= self.age_to)

    def fits_number(self, number: str) -> bool:
        """Return whether a normalised ``number`` has the usual characters and length."""
        usual = number.isdigit() if self.digits_only else number.isalnum()
        return usual and (self.min_length or 1) <= len(number) <= (self.max_length or len(number))


@cache
def _infos() -> dict[str, CatalogueInfo]:
    manifest = tomllib.loads(resource_path("catalogues", "manifest.toml").read_text(encoding="utf-8"))
    infos = {}
    for entry in manifest["catalogue"]:
        values = entry | {
            "source_date": date.fromisoformat(entry["source_date"]),
            "columns": tuple(entry["columns"].items()),
        }
        infos[entry["id"]] = CatalogueInfo(**values)
    return infos


@cache
def _records(catalogue: str) -> tuple[dict[str, str], ...]:
    path = resource_path("catalogues", _infos()[catalogue].file)
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def catalogue_list() -> tuple[CatalogueInfo, ...]:
    """Return every catalogue in the manifest's order."""
    return tuple(_infos().values())


@cache
def catalogue_rows(catalogue: str) -> CatalogueTable:
    """Return a catalogue's rows as text; raises `KeyError` for an unknown id."""
    info = _infos()[catalogue]
    names = [name for name, _title in info.columns]
    return CatalogueTable(info, tuple(tuple(row[name] for name in names) for row in _records(catalogue)))


# --- territory


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(SEPARATOR) if part)


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


@cache
def departments() -> tuple[Department, ...]:
    """Return the 33 departments by code."""
    return tuple(Department(row["code"], row["name"]) for row in _records("departments"))


@cache
def _department_names() -> dict[str, str]:
    return {department.code: department.name for department in departments()}


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code=row["code"],
        name=row["name"],
        department_code=row["department_code"],
        department=_department_names()[row["department_code"]],
        kind=row["kind"],
        aliases=_parts(row.get("aliases", "")),
        valid_to=_date(row.get("valid_to_on", "")),
        replaced_by=row.get("replaced_by") or None,
    )


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return the 1,121 municipalities, areas and islands in force, by code."""
    return tuple(_municipality(row) for row in _records("municipalities"))


@cache
def retired_municipalities() -> tuple[Municipality, ...]:
    """Return the codes that left DIVIPOLA and that old records still carry."""
    return tuple(_municipality(row) for row in _records("retired_municipalities"))


@cache
def _municipalities_by_code() -> dict[str, Municipality]:
    return {found.code: found for found in (*retired_municipalities(), *municipalities())}


def municipality(code: str) -> Municipality | None:
    """Return the municipality of ``code``, in force or retired."""
    return _municipalities_by_code().get(code)


@cache
def _municipalities_by_name() -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for one in municipalities():
        for key in dict.fromkeys(fold(name) for name in (one.name, *one.aliases)):
            found[key] = (*found.get(key, ()), one)
    return found


def find_municipality(text: str) -> tuple[Municipality, ...]:
    """Return every municipality in force with this name or alias, accents and case aside; names repeat in Colombia."""
    return _municipalities_by_name().get(fold(text), ())


def restore_code(text: str) -> str | None:
    """Return the DIVIPOLA code in force that a cell means, with the leading zero a spreadsheet dropped, or None.

    >>> restore_code("5001")
    '05001'
    """
    digits = re.sub(r"[\s.,'-]", "", text)
    code = digits.rjust(5, "0") if len(digits) == 4 else digits
    found = municipality(code)
    return code if found and found.valid_to is None else None


@cache
def settlements() -> tuple[Settlement, ...]:
    """Return the populated centres of the country by code."""
    return tuple(
        Settlement(row["code"], row["municipality_code"], row["name"], row["class"] == "CM", _parts(row["aliases"]))
        for row in _records("settlements")
    )


@cache
def microregions() -> tuple[Microregion, ...]:
    """Return the microregions of the source, those in doubt included (see ``in_force``)."""
    members: dict[str, tuple[MicroregionMember, ...]] = {}
    for row in _records("microregion_municipalities"):
        dates = date.fromisoformat(row["valid_from_on"]), _date(row["valid_to_on"])
        member = MicroregionMember(row["municipality_code"], *dates)
        members[row["microregion_code"]] = (*members.get(row["microregion_code"], ()), member)
    return tuple(
        Microregion(
            code=row["code"],
            department_code=row["department_code"],
            name=row["name"],
            modality=Modality(row["modality"]),
            valid_from=date.fromisoformat(row["valid_from_on"]),
            valid_to=_date(row["valid_to_on"]),
            in_force=row["status"] == "vigente",
            aliases=_parts(row["aliases"]),
            members=members.get(row["code"], ()),
        )
        for row in _records("microregions")
    )


# --- reading what rosters say

_SPELLED = {
    "document_types": ("code", "name", "accepted"),
    "kinships": ("name", "masculine", "feminine", "sisben", "accepted"),
    "sexes": ("name", "minsalud", "accepted"),
    "ethnicities": ("name", "minsalud", "accepted"),
    "disabilities": ("name", "minsalud", "accepted"),
    "zones": ("name", "sisben", "accepted"),
}
_GENDERED = re.compile(r"o?\(a\)", re.IGNORECASE)


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _forms(spelling: str) -> set[str]:
    """Return the keys of a spelling: "Hijo(a)" also stands for "Hijo" and "Hija"."""
    plain = spelling.replace("(a)", "").replace("(A)", "")
    return {_key(spelling), _key(plain), _key(_GENDERED.sub("a", spelling))} - {""}


@cache
def spellings(catalogue: str) -> dict[str, frozenset[str]]:
    """Return every accepted spelling, folded and without spaces, with the codes it stands for (one, or a defect)."""
    found: dict[str, frozenset[str]] = {}
    for row in _records(catalogue):
        cells = (part for column in _SPELLED[catalogue] for part in _parts(row[column]))
        for form in {form for cell in cells for form in _forms(cell)}:
            found[form] = found.get(form, frozenset()) | {row["code"]}
    return found


@lru_cache(maxsize=4096)
def _read(catalogue: str, text: str) -> str | None:
    known, key = spellings(catalogue), _key(text)
    found = known.get(key) or (known.get(key.lstrip("0")) if key.isdigit() else None)
    return next(iter(found)) if found else None


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Return the identity documents in the catalogue's order."""

    def number(cell: str) -> int | None:
        return int(cell) if cell else None

    return tuple(
        DocumentType(
            code=row["code"],
            name=row["name"],
            digits_only=row["characters"] == "dígitos",
            min_length=number(row["min_length"]),
            max_length=number(row["max_length"]),
            age_from=number(row["age_from"]),
            age_to=number(row["age_to"]),
            is_nuip=row["nuip"] == "sí",
        )
        for row in _records("document_types")
    )


def document_type(text: str) -> str | None:
    """Return the code (CC, TI, …) of any spelling of a document type."""
    return _read("document_types", text)


def kinship(text: str) -> Kinship | None:
    """Return the kinship of a word, gendered or not, or of a SISBEN number."""
    code = _read("kinships", text)
    return Kinship(code) if code else None


def ethnicity(text: str) -> str | None:
    """Return the ethnic group's code; a bare 6 is unknown because lists disagree on it."""
    return _read("ethnicities", text)


def disability(text: str) -> str | None:
    """Return the disability's code: a yes is ``unspecified``, a no is ``none``; bare digits are unknown."""
    return _read("disabilities", text)


def sex_reader(values: Iterable[str]) -> Callable[[str], Sex | None]:
    """Return the reader of a column that holds ``values``.

    The letter M is masculine beside F, a woman beside H; with both or neither it says nothing and reads as None.
    """
    keys = {_key(value) for value in values}
    letter_m = {"f": Sex.MALE, "h": Sex.FEMALE}.get("".join(sorted(keys & {"f", "h"})))

    @lru_cache(maxsize=256)
    def read(text: str) -> Sex | None:
        if _key(text) == "m":
            return letter_m
        code = _read("sexes", text)
        return Sex(code) if code else None

    return read


def zone_reader(values: Iterable[str]) -> Callable[[str], Zone | None]:
    """Return the reader of a column that holds ``values``: 2 is a populated centre beside 3, else simply rural."""
    three = any(_key(value).lstrip("0") == "3" for value in values)

    @lru_cache(maxsize=256)
    def read(text: str) -> Zone | None:
        if _key(text).lstrip("0") == "2" and not three:
            return Zone.RURAL
        code = _read("zones", text)
        return Zone(code) if code else None

    return read


# --- showing what we store

_LABELLED = {
    "document_type": "document_types",
    "kinship": "kinships",
    "sex": "sexes",
    "ethnicity": "ethnicities",
    "disability": "disabilities",
    "zone": "zones",
    "targeting_source": "targeting_sources",
    "exit_reason": "exit_reasons",
}
_FORM = {Sex.MALE: "masculine", Sex.FEMALE: "feminine"}


@cache
def _labelled(kind: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _records(_LABELLED[kind])}


def labels(kind: str) -> tuple[tuple[str, str], ...]:
    """Return every code with its Spanish name, in the catalogue's order, for a field to offer."""
    return tuple((code, row["name"]) for code, row in _labelled(kind).items())


def label(kind: str, code: str, sex: str | None = None) -> str:
    """Return the Spanish name of ``code``, agreeing with ``sex`` where the catalogue has both forms.

    ``kind`` is document_type, kinship, sex, ethnicity, disability, zone, targeting_source or exit_reason. A code
    that is not in the catalogue comes back as it is: a newer program may have written it.
    """
    row = _labelled(kind).get(code)
    if row is None:
        return code
    form = _FORM.get(Sex(sex)) if sex else None
    return row.get(form, row["name"]) if form else row["name"]
