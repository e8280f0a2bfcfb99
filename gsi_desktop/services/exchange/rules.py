"""What a row of a roster says: pure decisions on text, no file and no database.

Codes and their meaning: samples/README.md. A cell arrives as the canonical text of `reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from gsi_desktop.models.enums import Answer, Kinship, Sex, TargetingSource, Zone
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.families import rules as family_rules
from gsi_desktop.services.families.data import PersonFields, Severity
from gsi_desktop.services.territory import catalogues

REJECTIONS = (
    "unknown_municipality",
    "household_missing",
    "name_missing",
    "birth_date_invalid",
    "birth_date_future",
    "duplicate_document",
)
"""Reasons a row is not registered, the first that holds counts."""

_OLDEST_YEAR = 1850
"""Eight digits that would be an older year are read the other way round."""
_PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "san", "santa", "van", "von", "di"}
)
_LOWER = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos"})
_DATE = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_FOOTER = re.compile(r"(gran )?(sub)?total(es)?\b|elaboro\b|fuente\b|reviso\b|fin del? (archivo|listado|reporte)\b")
_LEVEL_WORDS = re.compile(r"^(?:SISBEN(?:IV|III)?|NIVEL|GRUPO|N(?=\d))+")
_SISBEN_IV = re.compile(r"[A-D]\d{0,2}")
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
_MONTHS = {
    "ene": "1", "feb": "2", "mar": "3", "abr": "4", "may": "5", "jun": "6", "jul": "7", "ago": "8", "sep": "9",
    "set": "9", "oct": "10", "nov": "11", "dic": "12", "jan": "1", "apr": "4", "aug": "8", "dec": "12",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_EXCEL_EPOCH = date(1899, 12, 30)
_YES = frozenset({"si", "s", "1", "x", "true", "verdadero", "yes"})
_NO = frozenset({"no", "n", "0", "2", "false", "falso", "no aplica"})


@dataclass(slots=True)
class Household:
    """What the rows of a household say of it; the first accepted row speaks for all."""

    zone: Zone | None
    settlement: str
    address: str
    phone: str
    other_phone: str
    source: TargetingSource
    level: str
    score: str
    listed_on: date | None
    displaced_on: date | None
    displaced_from: str


@dataclass(slots=True)
class Draft:
    """A row, normalised. ``codes`` are reasons and warnings in order of finding; ``rejected`` is the reason if any."""

    row_number: int
    municipality: str
    household_key: str
    person: PersonFields
    kinship: Kinship
    ethnicity: str | None
    disability: str | None
    pregnant: Answer | None
    household: Household
    birth_text: str
    rejected: str = ""
    codes: list[str] = field(default_factory=list)


@lru_cache(maxsize=65536)
def proper_name(text: str) -> str:
    """Return a name as it is written: shouted or whispered text gets capitals, mixed case is left alone.

    >>> proper_name("DE LA CRUZ  ÑÁÑEZ")
    'De la Cruz Ñáñez'
    """
    clean = " ".join(text.split())
    if not (clean.isupper() or clean.islower()):
        return clean
    parts = clean.lower().split(" ")
    written = [
        word if position and word in _LOWER else _LETTERS.sub(lambda piece: piece.group().capitalize(), word)
        for position, word in enumerate(parts)
    ]
    return " ".join(written)


def split_names(text: str) -> tuple[str, str]:
    """Return first and second of two names or surnames written together; particles stay with their word."""
    groups: list[str] = []
    pending = ""
    for word in text.split():
        pending = f"{pending} {word}".strip()
        if word.lower() not in _PARTICLES:
            groups.append(pending)
            pending = ""
    if pending:
        groups.append(pending)
    return (groups[0] if groups else "", " ".join(groups[1:]))


def split_full_name(text: str, *, surnames_first: bool) -> tuple[str, str, str, str]:
    """Return first name, second name, first surname and second surname of a whole name.

    A comma parts surnames from names. Without one the last two of three or more words are surnames (the first two
    where ``surnames_first``), which is how most Colombian names are built; it can be corrected by hand.
    """
    if "," in text:
        surnames, _comma, names = text.partition(",")
        return (*split_names(names), *split_names(surnames))
    first, rest = split_names(text)
    groups = [first]
    while rest:
        first, rest = split_names(rest)
        groups.append(first)
    cut = 2 if len(groups) > 2 else 1
    if surnames_first:
        surname_part, name_part = groups[:cut], groups[cut:]
    else:
        name_part, surname_part = groups[:-cut], groups[-cut:]
    return (*split_names(" ".join(name_part)), *split_names(" ".join(surname_part)))


@lru_cache(maxsize=65536)
def read_date(text: str, as_of: date | None = None) -> date | None:
    """Return the date a cell means, None when it means none.

    ISO, dd/mm/aaaa with any separator, ddmmaaaa, aaaammdd, 19-feb-85, 19 de febrero de 1985, or Excel's day number. A
    year of two digits is the latest one not after that of ``as_of`` (None: today).
    """
    clean = text.strip()
    if match := _ISO.fullmatch(clean):
        return _day(*match.groups())
    if match := _DATE.fullmatch(clean):
        day, month, year = match.groups()
        return _day(_whole_year(year, as_of), month, day)
    if not clean.isdecimal():
        return _spoken_date(clean, as_of)
    if len(clean) == 8:
        return _day(clean[:4], clean[4:6], clean[6:]) or _day(clean[4:], clean[2:4], clean[:2])
    if len(clean) == 5 and clean[0] != "0":
        return _EXCEL_EPOCH + timedelta(days=int(clean))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year > _OLDEST_YEAR else None


def _whole_year(digits: str, as_of: date | None) -> str:
    if len(digits) == 4:
        return digits
    latest = as_of or date.today()  # noqa: DTZ011 - only the century is asked
    return f"{20 if int(digits) <= latest.year % 100 else 19}{digits}"


def _spoken_date(text: str, as_of: date | None) -> date | None:
    """Return the date of a text that names its month, in either order of day and month."""
    told = [word for word in fold(text).split() if word not in {"de", "del"}]
    if len(told) != 3 or not told[2].isdigit() or len(told[2]) not in (2, 4):
        return None
    day, name = (told[1], told[0]) if told[1].isdigit() else (told[0], told[1])
    month = _MONTHS.get(name[:3])
    return _day(_whole_year(told[2], as_of), month, day) if month and day.isdigit() else None


@lru_cache(maxsize=64)
def read_answer(text: str) -> Answer | None:
    """Return yes or no of a cell, None when it says neither."""
    key = fold(text)
    return Answer.YES if key in _YES else Answer.NO if key in _NO else None


@lru_cache(maxsize=256)
def read_level(text: str) -> tuple[TargetingSource, str]:
    """Return the SISBEN version a level belongs to and the level; III and IV are never converted."""
    level = _LEVEL_WORDS.sub("", fold(text).upper().replace(" ", ""))
    if _SISBEN_IV.fullmatch(level):
        return TargetingSource.SISBEN_IV, level
    level = _ROMAN.get(level, level)[:8]
    return TargetingSource.SISBEN_III, level if any(map(str.isdigit, level)) else ""


@lru_cache(maxsize=4096)
def read_municipality(text: str, department: str) -> str:
    """Return the DIVIPOLA code of a cell: a code, a code without its department, or a name; "" when there is none."""
    digits = re.sub(r"[\s.,'-]", "", family_rules.plain_code(text))
    if digits.isdecimal():
        if len(digits) <= 3:
            digits = _department_code(department) + digits.rjust(3, "0")
        return catalogues.restore_code(digits) or ""
    found = catalogues.find_municipality(text)
    if len(found) > 1 and department:
        wanted = _department_code(department)
        found = tuple(one for one in found if one.department_code == wanted)
    return found[0].code if len(found) == 1 else ""


@lru_cache(maxsize=256)
def _department_code(text: str) -> str:
    """Return the two characters of a department given by code or name, "" when it is neither."""
    digits = family_rules.plain_code(text)
    if digits.isdecimal():
        return digits.rjust(2, "0")
    return next((one.code for one in catalogues.departments() if fold(one.name) == fold(text)), "")


def _phone(text: str) -> str:
    return re.sub(r"[^0-9+ ]", "", family_rules.plain_code(text)).strip()[:40]


def is_footer(cells: Iterable[str]) -> bool:
    """Whether a row is a footer of the sheet (totals, who made it), not a person."""
    filled = [cell for cell in cells if cell.strip()]
    return 0 < len(filled) <= 4 and _FOOTER.match(fold(filled[0])) is not None


class RowReader:
    """Reads rows under one mapping. ``sex`` and ``zone`` are readers that have seen their whole column."""

    def __init__(
        self,
        mapping: dict[str, int],
        *,
        as_of: date,
        sex: Callable[[str], Sex | None],
        zone: Callable[[str], Zone | None],
        declaration_source: TargetingSource,
        surnames_first: bool,
    ) -> None:
        self.mapping = mapping
        self.as_of = as_of
        self._sex = sex
        self._zone = zone
        self._declaration_source = declaration_source
        self._surnames_first = surnames_first

    def _names(self, cell: Callable[[str], str]) -> tuple[str, str, str, str]:
        if "full_name" in self.mapping and not self.mapping.keys() & {"first_name", "names"}:
            return split_full_name(cell("full_name"), surnames_first=self._surnames_first)
        first, second = cell("first_name"), cell("second_name")
        if "names" in self.mapping and not first:
            first, second = split_names(cell("names"))
        surname, other = cell("first_surname"), cell("second_surname")
        if "surnames" in self.mapping and not surname:
            surname, other = split_names(cell("surnames"))
        return first, second, surname, other

    def _person(self, cell: Callable[[str], str]) -> PersonFields:
        first, second, surname, other = (proper_name(part) if fold(part) else "" for part in self._names(cell))
        number = family_rules.document_number(cell("document"))
        kind = catalogues.document_type(cell("document_type")) if cell("document_type") else None
        born = read_date(cell("birth_date"), self.as_of)
        return PersonFields(
            first_name=first[:80],
            second_name=second[:80],
            first_surname=surname[:80],
            second_surname=other[:80],
            sex=self._sex(cell("sex")) or Sex.UNKNOWN,
            birth_date=born,
            document_type=(kind or family_rules.usual_document(born, self.as_of)) if number else "",
            document=number[:24],
        )

    def _household(self, cell: Callable[[str], str]) -> tuple[str, Household]:
        declaration, ficha, nucleus = (
            family_rules.plain_code(cell(name)).upper() for name in ("declaration", "household", "nucleus")
        )
        source, level = read_level(cell("level"))
        key = f"{ficha}-{nucleus}" if ficha and nucleus else ficha
        if declaration and not ficha:
            key, source, level = declaration, self._declaration_source, ""
        return key[:60], Household(
            zone=self._zone(cell("zone")),
            settlement=proper_name(cell("settlement"))[:120],
            address=" ".join(cell("address").split())[:200],
            phone=_phone(cell("phone")),
            other_phone=_phone(cell("other_phone")),
            source=source,
            level=level,
            score=cell("score").strip().replace(",", ".")[:12],
            listed_on=read_date(cell("listed_on"), self.as_of),
            displaced_on=read_date(cell("displaced_on"), self.as_of),
            displaced_from=proper_name(cell("displaced_from"))[:80],
        )

    def read(self, row_number: int, cells: tuple[str, ...]) -> Draft:
        """Return the draft of a row with everything wrong about it alone; households are judged later."""
        mapping, width = self.mapping, len(cells)

        def cell(name: str) -> str:
            index = mapping.get(name, width)
            return cells[index] if index < width else ""

        key, household = self._household(cell)
        draft = Draft(
            row_number=row_number,
            municipality=read_municipality(cell("municipality"), cell("department")),
            household_key=key,
            person=self._person(cell),
            kinship=catalogues.kinship(cell("kinship")) or Kinship.OTHER_RELATIVE,
            ethnicity=catalogues.ethnicity(cell("ethnicity")) if cell("ethnicity") else None,
            disability=catalogues.disability(cell("disability")) if cell("disability") else None,
            pregnant=read_answer(cell("pregnant")) if cell("pregnant") else None,
            household=household,
            birth_text=cell("birth_date").strip(),
        )
        self._judge(draft)
        return draft

    def _judge(self, draft: Draft) -> None:
        found = family_rules.check_person(draft.person, self.as_of)
        errors = {finding.code for finding in found if finding.severity is Severity.ERROR}
        if not draft.municipality:
            errors.add("unknown_municipality")
        if not draft.household_key:
            errors.add("household_missing")
        draft.rejected = next((code for code in REJECTIONS if code in errors), "")
        if draft.rejected:
            draft.codes = [code for code in REJECTIONS if code in errors]
        else:
            draft.codes = [finding.code for finding in found]


def settle_heads(kinships: Sequence[Kinship], births: Sequence[date | None], as_of: date) -> list[tuple[Kinship, str]]:
    """Return the kinship of each accepted row of a new household, with a warning, so that exactly one is head.

    Without a head the oldest adult becomes one (the oldest person where nobody is of age): ``head_inferred``. After
    the first head, others become other relatives: ``second_head``.
    """
    heads = [index for index, kinship in enumerate(kinships) if kinship is Kinship.HEAD]
    eldest = min(range(len(kinships)), key=lambda index: (births[index] or as_of, index))
    settled = []
    for index, kinship in enumerate(kinships):
        if not heads and index == eldest:
            settled.append((Kinship.HEAD, "head_inferred"))
        elif index in heads[1:]:
            settled.append((Kinship.OTHER_RELATIVE, "second_head"))
        else:
            settled.append((kinship, ""))
    return settled
