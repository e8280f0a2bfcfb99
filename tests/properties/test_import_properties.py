"""What holds for every roster, however messy: rows add up, households have one head, twice is once, undone is undone.

Files are read elsewhere (tests/faults); here rows go in as the reader gives them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import BatchState
from gsi_desktop.services.exchange import columns, commands, queries, reading, staging
from gsi_desktop.services.exchange.commands import AppliedBatch
from gsi_desktop.services.exchange.data import ImportCounts, ImportOptions
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families import cards, folios
from gsi_desktop.services.families import queries as family_queries
from gsi_desktop.services.families.data import Dossier, FamilyFilter
from tests.support import rosters
from tests.support.contents import business
from tests.support.counts import count

Row = list[str]
DOCUMENTS = ["", "0", "NN", "SIN DOCUMENTO", "36284517", "51000111", "1.083.865.401"]
"""Few, so that they repeat between rows and households."""
BROKEN = [{"FEC_NAC": "31/02/1985"}, {"FEC_NAC": ""}, {"FEC_NAC": "1/1/2030"}, {"COD_MPIO": "99999"}, {"NOMBRE1": " "},
          {"APELLIDO1": "?"}, {"FICHA": "", "NUCLEO": ""}]  # fmt: skip
FOOTERS = [["TOTAL", "12"], ["", "Elaboró: Ana Gil"], ["Fuente: SISBÉN"]]


@dataclass(frozen=True)
class Roster:
    """Rows in their order; ``broken`` of them, told apart from each other, cannot come in for what they say."""

    rows: tuple[Row, ...]
    broken: int


@st.composite
def _members(draw: st.DrawFn, ficha: int) -> tuple[list[Row], list[Row]]:
    """Return the sound and the broken rows of a household."""
    sound: list[Row] = []
    broken: list[Row] = []
    for number in range(draw(st.integers(1, 4))):
        row = {
            "COD_MPIO": "41551" if ficha % 2 else "41001",
            "FICHA": str(ficha),
            "NUM_DOC": draw(st.sampled_from(DOCUMENTS) | st.integers(10_000, 99_999).map(str)),
            "TIPO_DOC": draw(st.sampled_from(["CC", "TI", ""])),
            "APELLIDO1": draw(st.sampled_from(["MUÑOZ", "DE LA CRUZ", "peña"])),
            "NOMBRE1": draw(st.sampled_from(["ANA", "Luz Dary", "JOSÉ"])),
            "FEC_NAC": draw(st.dates(rosters.AS_OF.replace(year=1930), rosters.AS_OF)).strftime("%d/%m/%Y"),
            "SEXO": draw(st.sampled_from(["1", "2", ""])),
            "PARENTESCO": draw(st.sampled_from(["1", "2", "3", "3", "Otro pariente", ""])),
            "DIRECCION": draw(st.sampled_from(["", "CLL 8", f"FINCA {number}"])),
        }
        wrong = draw(st.none() | st.none() | st.sampled_from(BROKEN))
        (broken if wrong else sound).append(rosters.row(**row | (wrong or {})))
    return sound, broken


@st.composite
def messy_rosters(draw: st.DrawFn) -> Roster:
    """Households that share documents, lack a head or have many, broken cells, repeated rows, footers, blank rows."""
    rows: list[Row] = []
    broken: list[Row] = []
    for ficha in range(1, draw(st.integers(1, 4)) + 1):
        sound, wrong = draw(_members(ficha))
        rows += sound + wrong
        broken += wrong
    rows += draw(st.lists(st.sampled_from([*rows, *FOOTERS, []]), max_size=4))
    told_apart = {tuple(" ".join(cell.split()).upper() for cell in row) for row in broken}
    return Roster(tuple(draw(st.permutations(rows))), len(told_apart))


@st.composite
def tidy_households(draw: st.DrawFn) -> list[Row]:
    """Rows whose order must not matter: no document twice, at most one head, no two of one age."""
    rows = []
    births = draw(
        st.lists(st.dates(rosters.AS_OF.replace(year=1930), rosters.AS_OF), min_size=2, max_size=9, unique=True)
    )
    for number, born in enumerate(births):
        ficha = number % 3
        row = {
            "FICHA": f"70{ficha}",
            "NUM_DOC": draw(st.sampled_from(["", str(70_000 + number)])),
            "NOMBRE1": draw(st.sampled_from(["ANA", "LUZ"])),
            "FEC_NAC": born.isoformat(),
            "PARENTESCO": "1" if number == ficha and draw(st.booleans()) else "3",
            "BARRIO_VEREDA": f"Vereda {ficha}",
        }
        rows.append(rosters.row(**row))
    return rows


def _staged(rows: Sequence[Row]) -> StagedRoster:
    """Stage ``rows`` as the reader of files would hand them over, under the guessed layout."""
    table = [tuple(rosters.HEADINGS), *(tuple(row) for row in rows)]
    sheet = reading.SheetPreview("Hoja1", len(table), len(rosters.HEADINGS), tuple(table[:40]))
    preview = reading.FilePreview(Path("padron.xlsx"), "xlsx", uuid4().hex, None, None, (sheet,), ())
    options = ImportOptions(
        path=preview.path, layout=columns.layout(preview), as_of=rosters.AS_OF, legal_basis="prueba"
    )
    with patch.object(reading, "read_rows", lambda *_path, **_options: iter([list(enumerate(table, 1))])):
        return staging.stage(options, preview=preview)


def _apply(services: Services, rows: Sequence[Row]) -> AppliedBatch:
    return services.run(commands.apply_roster, _staged(rows)).result


def _dossiers(services: Services) -> list[Dossier]:
    page = services.read(family_queries.family_page, FamilyFilter(), size=1000)
    return [services.read(family_queries.dossier, row.family_id) for row in page.rows]


def _check_sums(counts: ImportCounts, roster: Roster) -> None:
    outcomes = counts.persons_created + counts.persons_updated + counts.persons_unchanged
    assert counts.rows == outcomes + sum(counts.rejected.values()) + sum(counts.skipped.values())
    assert counts.rows == sum(any(cell.strip() for cell in row) for row in roster.rows)
    assert sum(counts.rejected.values()) - counts.rejected.get("duplicate_document", 0) == roster.broken


def _check_registry(services: Services, counts: ImportCounts) -> None:
    families = _dossiers(services)
    assert len(families) == counts.families_created
    assert sum(len(family.members) for family in families) == counts.persons_created
    assert all([member.is_head for member in family.members].count(True) == 1 for family in families)
    assert all(folios.is_valid(family.folio) for family in families)
    documents = Counter(
        (member.document_type, member.document) for family in families for member in family.members if member.document
    )
    assert not documents or max(documents.values()) == 1
    assert services.read(cards.differences) == 0


def _examples(small: int, full: int) -> settings:
    """Return settings of tests that share one database between examples: each leaves it as it found it."""
    return settings(max_examples=count(small, full), suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def _nothing_left(services: Services) -> Iterator[dict[str, tuple[int, str]]]:
    """Yield what the empty registry holds; afterwards every batch is undone, the last first, and it is so again."""
    empty = business(services.database)
    yield empty
    for batch in services.read(queries.batches):
        if batch.state is BatchState.APPLIED:
            services.run(commands.undo_batch, commands.UndoBatch(batch.batch_id))
    assert business(services.database) == empty


@pytest.mark.check("A54")
@_examples(40, 1000)
@given(roster=messy_rosters())
def test_what_holds_for_every_roster(services: Services, roster: Roster) -> None:
    with _nothing_left(services) as empty:
        dry = services.read(queries.dry_run, _staged(roster.rows))
        assert business(services.database) == empty
        first = _apply(services, roster.rows)
        assert first.counts == dry.counts
        _check_sums(first.counts, roster)
        _check_registry(services, first.counts)
        told = services.read(queries.batch_report, first.batch_id).rows
        assert [(one.row_number, one.outcome, one.codes) for one in told] == [
            (one.row_number, one.outcome, one.codes) for one in dry.rows
        ]


@pytest.mark.check("A54")
@_examples(30, 1000)
@given(roster=messy_rosters())
def test_a_roster_imported_again_creates_nothing(services: Services, roster: Roster) -> None:
    with _nothing_left(services):
        first = _apply(services, roster.rows).counts
        full = business(services.database)
        again = _apply(services, roster.rows).counts
        assert (again.families_created, again.persons_created, again.persons_updated) == (0, 0, 0)
        assert again.persons_unchanged == first.persons_created
        assert (again.rejected, again.skipped) == (first.rejected, first.skipped)
        assert business(services.database) == full


@_examples(25, 1000)
@given(roster=messy_rosters(), cut=st.integers(1, 12))
def test_a_roster_in_two_parts_brings_nobody_twice(services: Services, roster: Roster, cut: int) -> None:
    """First some rows, then all: whoever came in with the first is known."""
    part = [row for row in roster.rows[:cut] if any(map(str.strip, row))]
    with _nothing_left(services):
        batches = [_apply(services, rows) for rows in (part, roster.rows) if rows]
        families = _dossiers(services)
        assert sum(len(one.members) for one in families) == sum(one.counts.persons_created for one in batches)
        assert all([member.is_head for member in one.members].count(True) == 1 for one in families)
        assert services.read(cards.differences) == 0


def _families(services: Services) -> list[Any]:
    return sorted(
        (
            family.municipality,
            family.settlement,
            sorted(
                (one.full_name, str(one.birth_date), one.document_type, one.document, one.kinship, one.is_head)
                for one in family.members
            ),
            [(one.source, one.household_key, one.level) for episode in family.enrolments for one in episode.targeting],
        )
        for family in _dossiers(services)
    )


@_examples(20, 500)
@given(rows=tidy_households(), seed=st.integers(0, 1_000_000))
def test_the_order_of_rows_does_not_matter(services: Services, rows: list[Row], seed: int) -> None:
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    told = []
    for order in (rows, shuffled):
        with _nothing_left(services):
            _apply(services, order)
            told.append(_families(services))
    assert told[0] == told[1] != []
