"""Makes a country of an invented office, inside the PostgreSQL that holds it: every copy of a household is another one.

Copies have ids, folios, documents, telephones, surnames and birth dates of their own, so that searches, hints and
sweeps find among them what they would find in life. Names keep how often each is borne.
"""

from __future__ import annotations

import time
from typing import Any, Final

import psycopg
from psycopg import sql

from gsi_desktop.services.core.search import sort_key, words
from gsi_desktop.services.families.phonetics import name_sound

_NUMBERS: Final = 1_300_000_000
"""Where the documents of copies begin; invented people have none of these."""
_SPAN: Final = 599_999_983
"""A prime: multiplying by less than it and taking the rest gives each copy a number of its own."""

_COPIED: Final = (
    "family",
    "enrolment",
    "enrolment_targeting",
    "family_event",
    "person",
    "person_document",
    "membership",
    "family_card",
)
_SAME_IDS: Final = frozenset({"settlement_id", "cogestor_id", "operation_id"})
_OTHER_SURNAMES: Final = (
    " JOIN national_head h1 ON h1.n = (w.n * 7919 + k::bigint * 104729) % w.total"
    " JOIN national_head h2 ON h2.n = (w.n * 6101 + k::bigint * 1299709) % w.total"
)
_NUMBER: Final = f"({_NUMBERS} + (w.r + w.people * k::bigint) * 7368787 % {_SPAN})::text"
_FROM: Final = {
    "person": " JOIN national_who w ON w.person_id = t.id" + _OTHER_SURNAMES,
    "person_document": " JOIN national_who w ON w.person_id = t.person_id",
    "family_card": " JOIN national_who w ON w.family_id = t.family_id AND w.is_head" + _OTHER_SURNAMES,
}
"""What a table's copies are joined with besides ``copies(k)``."""
_ENDINGS: Final = " || ' ' || ".join(f"substr({_NUMBER}, {start})" for start in range(1, 9))
_DIGITS: Final = f"CASE WHEN w.numbered THEN ' ' || {_ENDINGS} ELSE '' END"
_PHONE: Final = "'3' || translate(left(md5(t.id::text || k), 9), 'abcdef', '012345')"
_VALUES: Final = {
    ("family", "folio"): "t.folio || '-' || k",
    (
        "family",
        "phone",
    ): "CASE t.phone WHEN '' THEN '' ELSE '3' || translate(left(md5(t.id::text || k), 9), 'abcdef', '012345') END",
    ("enrolment_targeting", "household_key"): "t.household_key || '-' || k",
    ("person", "first_surname"): "h1.surname",
    ("person", "second_surname"): "h2.surname",
    ("person", "birth_date"): "t.birth_date + ((w.r * 7919 + k * 104729) % 727)::int - 363",
    ("person", "name_key"): "rtrim(h1.sort || ' ' || h2.sort || ' ' || w.sort)",
    (
        "person",
        "search_text",
    ): f"h1.words || ' ' || h2.words || ' ' || w.words || CASE WHEN w.numbered THEN ' ' || {_ENDINGS} ELSE '' END",
    ("person", "sound"): "left(h1.sound || ' ' || w.sound, 120)",
    ("person_document", "number"): _NUMBER,
    ("family_card", "folio"): "t.folio || '-' || k",
    ("family_card", "name_key"): "rtrim(h1.sort || ' ' || h2.sort || ' ' || w.sort)",
    ("family_card", "head_name"): "trim(h1.surname || ' ' || h2.surname) || ', ' || w.given",
    ("family_card", "head_document"): f"CASE t.head_document WHEN '' THEN '' ELSE {_NUMBER} END",
}
_PLACE: Final = "(SELECT m.code FROM national_place m WHERE m.from_code = t.municipality_id AND m.k = copies.k)"

_Owner = psycopg.Connection[tuple[Any, ...]]


def say(told: str) -> None:
    """Print what happens now, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {told}", flush=True)


def _run(owner: _Owner, statement: str) -> None:
    owner.execute(sql.SQL(statement))


def multiply(owner: _Owner, copies: int) -> None:
    """Leave ``copies`` of every household where there was one; triggers and references sleep meanwhile."""
    _run(owner, "SET session_replication_role = replica")
    _run(owner, "SET maintenance_work_mem = '1GB'")
    _run(owner, "SET work_mem = '256MB'")
    _run(
        owner,
        "CREATE FUNCTION copy_of(id uuid, k int) RETURNS uuid LANGUAGE sql IMMUTABLE"
        " AS $$ SELECT md5(id::text || k::text)::uuid $$",
    )
    _places(owner, copies)
    _who(owner)
    for table in _COPIED:
        say(f"multiplying {table}")
        _copy(owner, table, copies)
    for helper in ("national_place", "national_who", "national_head"):
        _run(owner, f"DROP TABLE {helper}")
    say("statistics")
    _run(owner, "VACUUM ANALYZE")


def _places(owner: _Owner, copies: int) -> None:
    """Give every copy a municipality of its own, over the whole country."""
    _run(
        owner,
        "CREATE TABLE national_place AS WITH every AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n,"
        " count(*) OVER () AS total FROM municipality), used AS (SELECT DISTINCT municipality_id AS code FROM family)"
        " SELECT u.code AS from_code, k, e2.code FROM used u JOIN every e ON e.code = u.code"
        f" CROSS JOIN generate_series(1, {copies - 1}) k"
        " JOIN every e2 ON e2.n = (e.n + k * 37) % e.total",
    )
    _run(owner, "CREATE UNIQUE INDEX ON national_place (from_code, k)")


def _who(owner: _Owner) -> None:
    """Keep who lives where under which given names, and the surnames of heads, as search, order and sound want them."""
    people = owner.execute(
        "SELECT p.id, p.first_surname, p.first_name, p.second_name, m.family_id, m.is_head,"
        " EXISTS (SELECT FROM person_document d WHERE d.person_id = p.id AND d.retired_on IS NULL)"
        " FROM person p JOIN membership m ON m.person_id = p.id AND m.valid_to_on IS NULL"
        " ORDER BY m.family_id, p.id"
    ).fetchall()
    _run(
        owner,
        "CREATE TABLE national_who (person_id uuid, family_id uuid, is_head bool, numbered bool, n bigint, r bigint,"
        " total bigint, people bigint, given text, sort text, words text, sound text)",
    )
    _run(owner, "CREATE TABLE national_head (n bigint, surname text, sort text, words text, sound text)")
    numbers = {family: number for number, family in enumerate(dict.fromkeys(row[4] for row in people))}
    with owner.cursor().copy("COPY national_who FROM STDIN") as copy:
        for rank, (person, _surname, name, second, family, is_head, numbered) in enumerate(people):
            counted = (numbers[family], rank, len(numbers), len(people))
            told = (f"{name} {second}".strip(), sort_key(name, second), " ".join(words(f"{name} {second}")))
            copy.write_row((person, family, is_head, numbered, *counted, *told, name_sound(name)))
    with owner.cursor().copy("COPY national_head FROM STDIN") as copy:
        for _person, surname, _name, _second, family, is_head, _numbered in people:
            if is_head:
                told = (sort_key(surname), " ".join(words(surname)), name_sound(surname))
                copy.write_row((numbers[family], surname, *told))
    for made in ("UNIQUE INDEX ON national_who (person_id)", "UNIQUE INDEX ON national_head (n)"):
        _run(owner, f"CREATE {made}")
    _run(owner, "ANALYZE national_who, national_head, national_place")


def _copy(owner: _Owner, table: str, copies: int) -> None:
    columns = owner.execute(
        "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'"
        " AND table_schema = current_schema() ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    values = [_value(table, str(name), str(kind)) for name, kind in columns]
    again = _drop_indexes(owner, table)
    _run(owner, f"CREATE TEMPORARY TABLE source AS SELECT * FROM {table}")
    _run(owner, "ANALYZE source")
    _run(
        owner,
        f"INSERT INTO {table} ({', '.join(name for name, _kind in columns)}) SELECT {', '.join(values)}"
        f" FROM source t CROSS JOIN generate_series(1, {copies - 1}) AS copies(k){_FROM.get(table, '')}",
    )
    _run(owner, "DROP TABLE source")
    for definition in again:
        _run(owner, definition)


def _value(table: str, column: str, kind: str) -> str:
    if (table, column) in _VALUES:
        return _VALUES[table, column]
    if column == "municipality_id":
        return _PLACE
    if kind == "uuid" and column not in _SAME_IDS:
        return f"copy_of(t.{column}, k)"
    return f"t.{column}"


def _drop_indexes(owner: _Owner, table: str) -> list[str]:
    """Drop every index and key of ``table`` and return how each is made again; references are not made again."""
    keys = owner.execute(
        "SELECT conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
        " AND contype IN ('p', 'u', 'f')",
        (table,),
    ).fetchall()
    for name, _kind, _definition in keys:
        _run(owner, f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
    plain = owner.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", (table,)).fetchall()
    for name, _definition in plain:
        _run(owner, f'DROP INDEX "{name}"')
    again = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}' for name, kind, made in keys if kind != "f"]
    return [*again, *(str(definition) for _name, definition in plain)]
