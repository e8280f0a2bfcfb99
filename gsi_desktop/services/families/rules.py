"""Rules about persons and their documents: pure, one place for form, importer and command.

Sources: samples/README.md for the codes, facts.md §6.1 for ages and formats of documents (warnings, never blocks).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from gsi_desktop.models.enums import Answer, Sex
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.families.data import ContactFields, Finding, NewPerson, PersonFields, Severity, age_on
from gsi_desktop.services.territory import catalogues

_PLACEHOLDERS = {"", "na", "nn", "nd", "sd", "nt", "no", "no tiene", "sin documento", "sin", "s d", "n a", "ninguno"}
_NOT_NUMBER = re.compile(r"[^0-9A-Za-zÑñ]")
_ADDED_DECIMALS = re.compile(r"[.,]0{1,2}$")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_WRITTEN_TYPE = re.compile(r"^(?:CC|TI|RC|NUIP)(?=[0-9]+$)")
_OLDEST_YEAR = 1890
_FERTILE = (10, 55)
"""Completed years between which a pregnancy is not doubted."""


def plain_code(text: str) -> str:
    """Return a number that names something without the decimals a spreadsheet adds: ``1000.0`` is ``1000``.

    What a spreadsheet rounded (``1,07523E+09``) names nothing any more: "".
    """
    clean = text.strip()
    return "" if _ROUNDED.fullmatch(clean) else _ADDED_DECIMALS.sub("", clean)


def document_number(text: str) -> str:
    """Return the plain number of a document (no type, points, blanks or hyphens, capitals), "" when there is none.

    Placeholders (0, 999, NN, SIN DOCUMENTO, only nines or one repeated digit) are *no document*, never a key.
    """
    number = _WRITTEN_TYPE.sub("", _NOT_NUMBER.sub("", plain_code(text)).upper())
    if fold(text) in _PLACEHOLDERS or not any(character.isdigit() for character in number):
        return ""
    return "" if len(set(number)) == 1 or number.strip("0") == "" else number


def document_fits_age(document_type: str, age: int) -> bool:
    """Whether a document of this type belongs to somebody of ``age``: RC under 7, TI from 7 to 17, CC from 18 on."""
    return {"RC": age < 7, "TI": 7 <= age <= 17, "CC": age >= 18}.get(document_type, True)


def usual_document(born: date | None, as_of: date) -> str:
    """Return the document the law gives somebody born then, where nobody says which; an adult's without a birth."""
    age = age_on(born, as_of) if born is not None and born <= as_of else 18
    return "RC" if age < 7 else "TI" if age < 18 else "CC"


def _single_blanks(fields: PersonFields | ContactFields, *names: str) -> dict[str, Any]:
    return {name: " ".join(getattr(fields, name).split()) for name in names}


def tidy_person(person: PersonFields) -> PersonFields:
    """Return ``person`` as it is stored: single blanks, the plain number of the document, no type without number."""
    number = document_number(person.document)
    return replace(
        person,
        **_single_blanks(person, "first_name", "second_name", "first_surname", "second_surname"),
        document=number,
        document_type=person.document_type if number else "",
    )


def tidy_contact(contact: ContactFields) -> ContactFields:
    """Return ``contact`` as it is stored: single blanks."""
    return replace(contact, **_single_blanks(contact, "settlement", "address", "phone", "other_phone"))


def check_person(person: PersonFields, as_of: date) -> list[Finding]:
    """Return everything wrong or doubtful about ``person``, ages as of ``as_of``."""
    findings = [
        Finding(field, "name_missing", Severity.ERROR)
        for field in ("first_name", "first_surname")
        if not fold(getattr(person, field))
    ]
    born = person.birth_date
    if born is None:
        findings.append(Finding("birth_date", "birth_date_invalid", Severity.ERROR))
    elif born > as_of:
        findings.append(Finding("birth_date", "birth_date_future", Severity.ERROR))
    elif born.year < _OLDEST_YEAR:
        findings.append(Finding("birth_date", "birth_date_invalid", Severity.ERROR))
    if not person.document:
        findings.append(Finding("document", "document_missing", Severity.WARNING))
    elif not person.document_type:
        findings.append(Finding("document_type", "document_type_missing", Severity.ERROR))
    elif born is not None and born <= as_of and not document_fits_age(person.document_type, age_on(born, as_of)):
        findings.append(Finding("document", "document_age_mismatch", Severity.WARNING))
    return findings


def check_new_person(new: NewPerson, as_of: date) -> list[Finding]:
    """Return everything wrong or doubtful about a person written down by hand: `check_person` and what a form knows.

    No number and no reason for it is an error here; a reason given answers the doubt.
    """
    fields = tidy_person(new.fields)
    findings = [found for found in check_person(fields, as_of) if found.code != "document_missing"]
    if not fields.document and new.no_document is None:
        findings.append(Finding("document", "no_document_missing", Severity.ERROR))
    kind = next((one for one in catalogues.document_types() if one.code == fields.document_type), None)
    if fields.document and kind is not None and not kind.fits_number(fields.document):
        findings.append(Finding("document", "document_unusual_shape", Severity.WARNING))
    if new.pregnant is Answer.YES:
        findings.extend(_check_pregnant(fields, as_of))
    return findings


def _check_pregnant(fields: PersonFields, as_of: date) -> list[Finding]:
    findings = []
    if fields.sex is Sex.MALE:
        findings.append(Finding("pregnant", "pregnant_man", Severity.WARNING))
    born = fields.birth_date
    if born is not None and born <= as_of and not _FERTILE[0] <= age_on(born, as_of) <= _FERTILE[1]:
        findings.append(Finding("pregnant", "pregnant_age", Severity.WARNING))
    return findings
