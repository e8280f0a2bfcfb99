"""Groups of rows, and keeping full collections out of long work."""

from __future__ import annotations

import gc
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.models.enums import RowOutcome
from gsi_desktop.services.exchange import rules
from gsi_desktop.services.exchange.data import ImportCounts, ImportReport, RowReport
from gsi_desktop.services.exchange.results import reason_names
from gsi_desktop.ui.exchange.collecting import look_again, without_full_passes
from gsi_desktop.ui.exchange.rows import Group, group_rows, is_warned, outcome_chip, told_rows

OUTCOMES = (Group.CREATED, Group.UPDATED, Group.UNCHANGED, Group.REJECTED, Group.SKIPPED)


def row(number: int, outcome: RowOutcome, codes: tuple[str, ...] = (), name: str = "", folio: str = "") -> RowReport:
    return RowReport(number, outcome, codes, (), name, "", "", folio, "")


@st.composite
def reports(draw: st.DrawFn) -> ImportReport:
    told = draw(st.lists(st.tuples(st.sampled_from(RowOutcome), st.booleans(), st.integers(1, 3))))
    numbers, rows, number = count(5), [], 0
    for outcome, coded, step in told:
        number = max(number, next(numbers)) + step
        rows.append(row(number, outcome, ("document_missing",) if coded else ()))
    return ImportReport(None, None, ImportCounts(rows=len(rows)), tuple(rows))


@given(reports())
def test_the_five_outcomes_add_up_to_the_rows_and_news_are_what_needs_a_look(report: ImportReport) -> None:
    grouped = group_rows(report)
    assert sum(grouped.figure(group) for group in OUTCOMES) == len(report.rows)
    news = {one.row_number for one in grouped.groups[Group.NEWS]}
    assert news == {
        one.row_number for one in report.rows if is_warned(one) or one.outcome in (RowOutcome.REJECTED, "skipped")
    }
    assert grouped.first is (Group.NEWS if news else Group.SAMPLE)


@given(reports(), st.integers(0, 80), st.sampled_from(Group))
def test_a_row_is_found_where_it_stands(report: ImportReport, number: int, group: Group) -> None:
    grouped = group_rows(report)
    place = grouped.place(group, number)
    held = [one.row_number for one in grouped.groups[group]]
    assert place == (held.index(number) if number in held else None)


def test_what_was_done_keeps_the_names_of_the_file() -> None:
    trial = ImportReport(None, None, ImportCounts(), (row(5, RowOutcome.REJECTED, name="Muñoz, Rosalba"),))
    done = ImportReport("X-0001", None, ImportCounts(), (row(5, RowOutcome.REJECTED), row(6, RowOutcome.SKIPPED)))
    assert [one.name for one in told_rows(trial, done).rows] == ["Muñoz, Rosalba", ""]


def test_every_outcome_has_a_word_and_an_icon_of_its_own() -> None:
    chips = [outcome_chip(row(5, outcome)) for outcome in RowOutcome]
    chips.append(outcome_chip(row(5, RowOutcome.CREATED, ("document_missing",))))
    assert len({chip.text for chip in chips}) == len(chips)
    assert len({chip.icon for chip in chips}) == len(chips)


def test_every_reason_to_refuse_a_row_has_short_words() -> None:
    assert set(rules.REJECTIONS) <= set(reason_names())


def test_full_collections_wait_until_long_work_is_done() -> None:
    before = gc.get_threshold()
    with without_full_passes():
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > 1_000_000
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() > 0, "what was made is left alone"
    with pytest.raises(ValueError, match="no"), without_full_passes():
        raise ValueError("no")
    assert gc.get_threshold() == before
    look_again()
    assert gc.get_freeze_count() == 0
