"""Finding people and families by what was typed: parts of names in any order, of a document, of a folio.

Both engines have a full-text index of `Person.search_text`. That of PostgreSQL first gathers everybody whom a beginning
fits, half a million people of a country for "rodr", before it gives the first of them; so there the list of names is
looked at before it (`_by_surname`): who is found by the first surname is found at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import UserDefinedType

from gsi_desktop.models.families import FamilyCard, Membership, Person, PersonDocument
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.core.listing import Unindexed
from gsi_desktop.services.core.search import query_words
from gsi_desktop.services.families.data import FamilyHit, SearchHit, SearchResult, full_name
from gsi_desktop.services.families.merged import has_folio, survivor_id
from gsi_desktop.services.territory import catalogues

SEARCH_CAP = 200
"""Persons one search looks at; beyond it the result says that another word would help (stack.md §4b)."""

_MANY: Final = 1_000_000
"""People among whom the full-text index is slow for two words; how many there are the server knows roughly."""
_SURNAMES_TRIED: Final = 3
_NAMES_SEEN: Final = 20_000
"""Names a surname is followed through, some milliseconds; what is rarer among them the full-text index finds."""
_FOLIO_PART = re.compile(r"[0-9]{5}-[A-Z]{0,4}(?:-[0-9]*(?:-[0-9]?)?)?|[A-Z]{1,4}-[0-9]+(?:-[0-9]?)?|[0-9]{6,}-[0-9]")


class _TsQuery(UserDefinedType[str]):
    """PostgreSQL's search query; its dialect is not imported for one type, starting the window would wait for it."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Return the type's name in SQL."""
        return "TSQUERY"


_PERSON_SEARCH = table("person_search", column("rowid"), column("person_search"))
_AMONG_MANY: ColumnElement[Any] = literal_column("(SELECT reltuples FROM pg_class WHERE oid = 'person'::regclass)")
_PERSON_LEXEMES: ColumnElement[Any] = literal_column("array_to_tsvector(string_to_array(person.search_text, ' '))")

_KEPT = aliased(Person)
_ROW_NO = func.coalesce(_KEPT.row_no, Person.row_no)
_NAME_KEY = func.coalesce(_KEPT.name_key, Person.name_key)
_LIVING = and_(Membership.person_id == survivor_id(), Membership.valid_to_on.is_(None))
_HITS: Final = (
    select(
        Person.id,
        Membership.family_id,
        FamilyCard.folio,
        Person.first_name,
        Person.second_name,
        Person.first_surname,
        Person.second_surname,
        PersonDocument.type,
        PersonDocument.number,
        Membership.kinship,
        FamilyCard.head_name,
        Municipality.name,
        FamilyCard.settlement,
        FamilyCard.members,
        Person.row_no,
    )
    .join(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
    .join(FamilyCard, FamilyCard.family_id == Membership.family_id)
    .join(Municipality, Municipality.code == FamilyCard.municipality_id)
    .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
    .where(Person.row_no.in_(bindparam("people", expanding=True)))
)


# --- what was typed


def words_asked(typed: str) -> tuple[str, ...]:
    """Return the words to look for; beside a number, the type of a document says nothing ("CC 36.284.517")."""
    words = query_words(typed)
    if not any(word.isdigit() for word in words):
        return words
    return tuple(word for word in words if word.isdigit() or catalogues.document_type(word) is None)


def folio_part(typed: str) -> str:
    """Return what was typed when it has the shape of a folio or of a part of one with its hyphen, "" otherwise."""
    text = "".join(typed.split()).upper()
    return text if _FOLIO_PART.fullmatch(text) else ""


# --- whom it fits


def persons_matching(
    session: Session, words: tuple[str, ...], *, whole: bool, cap: int | None
) -> Select[*tuple[Any, ...]]:
    """Return the select of at most ``cap`` (None: all) row numbers of people with words that begin with ``words``."""
    if session.get_bind().dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"' if whole else f'"{word}"*' for word in words)
        found = _PERSON_SEARCH.c.person_search.op("MATCH")(match)
        return select(_PERSON_SEARCH.c.rowid.label("row_no")).where(found).limit(cap)
    lexemes = " & ".join(f"'{word}'" if whole else f"'{word}':*" for word in words)
    having = select(Person.row_no).where(_PERSON_LEXEMES.op("@@")(cast(literal(lexemes), _TsQuery())))
    if cap is None:
        return having
    # Told that few are wanted, PostgreSQL hopes to come across them row by row and takes each apart into its words.
    every = having.cte("every").prefix_with("MATERIALIZED")
    some = select(every.c.row_no).limit(cap)
    if any(not word.isalpha() for word in words):
        return some
    named = _by_surname(words, cap, whole=whole).cte("named").prefix_with("MATERIALIZED")
    enough = select(func.count()).select_from(named).scalar_subquery() >= cap
    either = union_all(select(named.c.row_no).where(enough), select(some.subquery().c.row_no).where(~enough)).subquery()
    return select(either.c.row_no)


def _by_surname(words: tuple[str, ...], cap: int, *, whole: bool) -> Select[*tuple[Any, ...]]:
    """Return the select of at most ``cap`` people whose first surname is or begins with one of ``words``.

    Read from the index of names alone, in which ñ is "n~"; the other words stand behind the surname.
    """
    found = []
    for word in words[:_SURNAMES_TRIED]:
        others = [one for one in words if one != word]
        if any(one.startswith(word) for one in others):  # who begins with that one begins with this one too
            continue
        for start in _spelled(word, whole=whole):
            low, high = (f"{start} ", f"{start}!") if whole else (start, f"{start}\x7f")
            seen = select(Person.id, Person.name_key).where(Person.name_key >= low, Person.name_key < high)
            seen = seen.order_by(Person.name_key).limit(_NAMES_SEEN if others else cap)
            name = seen.subquery()
            text = func.replace(name.c.name_key, "~", "").concat(" ")
            behind = (text.contains(f" {one} " if whole else f" {one}") for one in others)
            found.append(select(name.c.id).where(*behind, *([_AMONG_MANY > _MANY] if others else [])))
    ids = union_all(*found).limit(cap).subquery()
    return select(Person.row_no).join(ids, ids.c.id == Person.id)


def _spelled(word: str, *, whole: bool) -> list[str]:
    """Return how names written with ``word`` begin in `Person.name_key`: as it is, or with one of its n as ñ."""
    last = len(word) if whole else len(word) - 1  # "n~" begins with "n" anyway
    return [word, *(f"{word[:at]}n~{word[at + 1 :]}" for at in range(last) if word[at] == "n")]


def _ranked(session: Session, matching: Select[*tuple[Any, ...]], limit: int) -> tuple[list[int], int]:
    """Return the row numbers of at most ``limit`` of ``matching`` who live in a family, and how many it looked at.

    Heads come first, then by name. Who was merged stands for whom they were merged into. Where nobody lives in a family
    it does not say how many it looked at: 0.
    """
    asked = matching.cte("asked").prefix_with("MATERIALIZED")
    looked_at = select(func.count()).select_from(asked).scalar_subquery()
    rows = session.execute(
        select(_ROW_NO, Membership.is_head, _NAME_KEY, looked_at)
        .select_from(asked)
        .join(Person, Person.row_no == Unindexed(asked.c.row_no))
        .outerjoin(_KEPT, _KEPT.id == Person.merged_into)
        .join(Membership, _LIVING)
        .distinct()
        .order_by(Membership.is_head.desc(), _NAME_KEY, _ROW_NO)
        .limit(limit)
    ).all()
    return [row[0] for row in rows], rows[0][3] if rows else 0


# --- what is told of them


def _hits(session: Session, row_numbers: Sequence[int]) -> list[SearchHit]:
    """Return the hits of these people, in their order."""
    rows = session.execute(_HITS, {"people": row_numbers})
    hits = {row.row_no: _hit(row) for row in rows}
    return [hits[number] for number in row_numbers if number in hits]


def _hit(row: Any) -> SearchHit:
    return SearchHit(
        person_id=row[0],
        family_id=row[1],
        folio=row[2],
        name=full_name(*row[3:7]),
        document_type=row[7] or "",
        document=row[8] or "",
        kinship=row[9],
        head=row[10],
        municipality=row[11],
        settlement=row[12],
        members=row[13],
    )


def _heads_by_folio(part: str, limit: int) -> Select[*tuple[Any, ...]]:
    head = aliased(Membership)
    return (
        select(Person.row_no)
        .join(head, (head.person_id == Person.id) & head.is_head & head.valid_to_on.is_(None))
        .join(FamilyCard, FamilyCard.family_id == head.family_id)
        .where(has_folio(part))
        .order_by(FamilyCard.folio)
        .limit(limit)
    )


def search(session: Session, typed: str, limit: int = 50) -> SearchResult:
    """Return the people whom ``typed`` finds: name parts in any order, part of a document, or part of a folio.

    Whole words come before beginnings of words, heads before members, then by name; at most ``limit`` hits.
    """
    words, part = words_asked(typed), folio_part(typed)
    if not words:
        return SearchResult((), more=False)
    ways = [persons_matching(session, words, whole=whole, cap=SEARCH_CAP + 1) for whole in (True, False)]
    if part:
        ways.insert(0, _heads_by_folio(part, limit + 1))
    hits: list[int] = []
    cut = False
    for matching in ways:
        found, looked_at = _ranked(session, matching, limit + 1)
        cut = cut or looked_at > SEARCH_CAP
        hits += [number for number in found if number not in hits]
        if len(hits) > limit or (part and hits):
            break
    if not hits:
        cut = session.execute(select(func.count()).select_from(ways[-1].subquery())).scalar_one() > SEARCH_CAP
    return SearchResult(tuple(_hits(session, hits[:limit])), more=cut or len(hits) > limit)


def search_families(session: Session, typed: str, limit: int = 20) -> tuple[FamilyHit, ...]:
    """Return the families of the people `search` finds, in its order, each once."""
    first_hits: dict[UUID, SearchHit] = {}
    for hit in search(session, typed, limit * 4).hits:
        first_hits.setdefault(hit.family_id, hit)
    wanted = list(first_hits)[:limit]
    rows = session.execute(
        select(
            Membership.family_id,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            FamilyCard.head_document_type,
            FamilyCard.head_document,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(FamilyCard, FamilyCard.family_id == Membership.family_id)
        .where(Membership.family_id.in_(wanted), Membership.is_head, Membership.valid_to_on.is_(None))
    )
    heads = {row.family_id: (full_name(*row[1:5]), row[5], row[6]) for row in rows}
    return tuple(
        FamilyHit(
            family_id,
            hit.folio,
            *heads.get(family_id, ("", "", "")),
            hit.municipality,
            hit.settlement,
            hit.members,
            hit.name,
        )
        for family_id in wanted
        for hit in (first_hits[family_id],)
    )
