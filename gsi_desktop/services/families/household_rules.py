"""Rules about a household that is enrolled by hand: pure, the same for the screen and for the command."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from gsi_desktop.models.enums import Answer, DatePrecision, Kinship, LegalBasis, TargetingSource
from gsi_desktop.services.core import formats
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.data import DECLINED, Finding, NewPerson, Severity, age_on
from gsi_desktop.services.families.enrol_data import EnrolFamily, HouseholdFinding, NewTargeting
from gsi_desktop.services.territory import catalogues

_GROUP = re.compile(r"A[1-5]|B[1-7]|C(?:[1-9]|1[0-8])|D(?:[1-9]|1[0-9]|2[01])")
"""Groups of SISBÉN IV (facts.md §6.3)."""
_YOUNGEST_PARENT = 12
_ELDERS = frozenset({Kinship.PARENT, Kinship.GRANDPARENT, Kinship.PARENT_IN_LAW})
_DESCENDANTS = frozenset({Kinship.CHILD, Kinship.GRANDCHILD})
_TELLS_NOTHING = frozenset({None, "none", DECLINED})
_VICTIM_LISTS = frozenset({TargetingSource.RUPD, TargetingSource.RUV})


def victim_by_list(source: TargetingSource, displaced_on: date | None) -> Answer | None:
    """Return what being on a list says of its people being victims: yes, or nothing."""
    return Answer.YES if displaced_on is not None or source in _VICTIM_LISTS else None


def check_members(members: tuple[NewPerson, ...], today: date) -> list[HouseholdFinding]:
    """Return everything wrong or doubtful about the people of a household, alone and together."""
    found = [one for row, member in enumerate(members) for one in _check_member(row, member, today)]
    return [*found, *_check_documents(members), *_check_heads(members), *_check_ages(members)]


def check_household(data: EnrolFamily, today: date) -> list[HouseholdFinding]:
    """Return everything wrong or doubtful about a household, members first."""
    found = check_members(data.members, today) + _check_sensitive(data)
    return found + [HouseholdFinding(None, one, {}) for one in _check_entry(data, today)]


def unanswered(data: EnrolFamily, today: date) -> list[HouseholdFinding]:
    """Return the errors, and the warnings that nobody passed with a reason."""
    return [
        one for one in check_household(data, today) if one.finding.severity is Severity.ERROR or not _passed(data, one)
    ]


def _passed(data: EnrolFamily, found: HouseholdFinding) -> bool:
    accepted = data.accepted if found.row is None else data.members[found.row].accepted
    wanted = (found.finding.field, found.finding.code)
    return any((one.field, one.code) == wanted and one.reason.strip() for one in accepted)


def _check_member(row: int, member: NewPerson, today: date) -> list[HouseholdFinding]:
    return [
        HouseholdFinding(row, found, doubt_params(found.code, member, today))
        for found in rules.check_new_person(member, today)
    ]


def doubt_params(code: str, member: NewPerson, today: date) -> dict[str, str]:
    """Return what the sentence of ``code`` about ``member`` tells."""
    kind = catalogues.label("document_type", member.fields.document_type)
    born = member.fields.birth_date
    age = formats.years(age_on(born, today)) if born is not None and born <= today else ""
    if code == "document_age_mismatch":
        return {"type": kind, "kind": kind, "age": age}
    return {"document_unusual_shape": {"kind": kind}, "pregnant_age": {"age": age}}.get(code, {})


def _check_documents(members: tuple[NewPerson, ...]) -> list[HouseholdFinding]:
    tidy = [rules.tidy_person(member.fields) for member in members]
    keys = [(one.document_type, one.document) for one in tidy]
    times = Counter(key for key in keys if key[1])
    first = {key: row for row, key in reversed(list(enumerate(keys)))}
    return [
        HouseholdFinding(row, Finding("document", "document_repeated", Severity.ERROR), {"row": str(first[key] + 1)})
        for row, key in enumerate(keys)
        if times[key] > 1 and row != first[key]
    ]


def _check_heads(members: tuple[NewPerson, ...]) -> list[HouseholdFinding]:
    if not members:
        return [HouseholdFinding(None, Finding("members", "members_missing", Severity.ERROR), {})]
    heads = [row for row, member in enumerate(members) if member.kinship is Kinship.HEAD]
    if not heads:
        return [HouseholdFinding(0, Finding("kinship", "head_missing", Severity.ERROR), {})]
    told = {"row": str(heads[0] + 1)}
    return [HouseholdFinding(row, Finding("kinship", "head_repeated", Severity.ERROR), told) for row in heads[1:]]


def _check_ages(members: tuple[NewPerson, ...]) -> list[HouseholdFinding]:
    """Doubt children and grandchildren who are not younger than the head, parents who are not older."""
    head = next((member for member in members if member.kinship is Kinship.HEAD), None)
    born = head.fields.birth_date if head is not None else None
    if head is None or born is None or head.birth_precision is DatePrecision.YEAR:
        return []
    found = []
    for row, member in enumerate(members):
        own = member.fields.birth_date
        if own is None:
            continue
        younger = _years_between(born, own)
        wrong = (member.kinship in _DESCENDANTS and younger < _YOUNGEST_PARENT) or (
            member.kinship in _ELDERS and younger > -_YOUNGEST_PARENT
        )
        if wrong:
            found.append(HouseholdFinding(row, Finding("kinship", "kinship_age", Severity.WARNING), {}))
    return found


def _check_sensitive(data: EnrolFamily) -> list[HouseholdFinding]:
    """Refuse sensitive answers of who authorised their data but not those (Ley 1581 de 2012, art. 6)."""
    withheld = {
        one.person_id
        for one in data.consents
        if one.fields.basis is LegalBasis.AUTHORISATION and not one.fields.sensitive
    }
    found = []
    for row, member in enumerate(data.members):
        if member.known_as not in withheld:
            continue
        told = {
            "ethnicity": member.ethnicity not in _TELLS_NOTHING,
            "disability": member.disability not in _TELLS_NOTHING,
            "pregnant": member.pregnant is Answer.YES,
            "victim": member.victim is Answer.YES,
        }
        found += [
            HouseholdFinding(row, Finding(field, "sensitive_not_authorised", Severity.ERROR), {})
            for field, tells in told.items()
            if tells
        ]
    return found


def _years_between(elder: date, younger: date) -> int:
    return younger.year - elder.year - ((younger.month, younger.day) < (elder.month, elder.day))


def _check_entry(data: EnrolFamily, today: date) -> list[Finding]:
    found = []
    if not catalogues.restore_code(data.municipality_id):
        found.append(Finding("municipality", "municipality_missing", Severity.ERROR))
    if data.entry_on > today:
        found.append(Finding("entry_on", "entry_in_future", Severity.ERROR))
    if not data.targeting:
        found.append(Finding("source", "targeting_missing", Severity.ERROR))
    for one in data.targeting[:1]:
        found.extend(_check_targeting(one, today))
    sources = [one.source for one in data.targeting]
    if len(set(sources)) < len(sources):
        found.append(Finding("other_source", "targeting_repeated", Severity.ERROR))
    return found


def _check_targeting(one: NewTargeting, today: date) -> list[Finding]:
    found = []
    if one.source is TargetingSource.SISBEN_IV and one.level and not _GROUP.fullmatch(one.level.upper()):
        found.append(Finding("level", "level_unusual", Severity.WARNING))
    for field in ("listed_on", "displaced_on"):
        day = getattr(one, field)
        if day is not None and day > today:
            found.append(Finding(field, "day_in_future", Severity.ERROR))
    return found
