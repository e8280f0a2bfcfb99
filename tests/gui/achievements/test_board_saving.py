"""What is marked is saved at once, behind the keys, and never gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import event

from gsi_desktop.models.enums import AchievedHow, AssessmentKind, MarkState
from gsi_desktop.services.achievements import queries
from gsi_desktop.services.achievements.data import Mark
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.ui.achievements.marking import Step
from gsi_desktop.ui.achievements.part import AchievementsPart
from gsi_desktop.ui.families.dossier_page import DossierPage
from tests.gui.achievements.support import (
    CTRL,
    Keys,
    board_of,
    cell_of,
    child,
    close,
    family,
    followed,
    mark,
    part_of,
    show,
    shown,
)
from tests.gui.families.support import Desk, click, press
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

A, P, S = MarkState.ACHIEVED, MarkState.PENDING, MarkState.UNKNOWN


def go(part: AchievementsPart, number: int) -> None:
    assert part.desk.view.go_to_key((number, None))


def button(part: AchievementsPart, text: str) -> QPushButton:
    assert part.bar is not None
    return next(one for one in part.bar.findChildren(QPushButton) if one.text() == text)


@contextmanager
def full_disk(desk: Desk) -> Iterator[None]:
    """Let every write fail as on a full disk."""

    def refuse(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("INSERT"):
            raise MachineError("disk_full")

    event.listen(desk.services.database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(desk.services.database.engine, "before_cursor_execute", refuse)


def test_a_mark_shows_at_once_and_the_hour_of_its_saving_when_it_is_saved(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    with desk.writing_held():
        Keys().press("A")
        assert shown(part, 7) is A
        assert cell_of(desk.services, made, 7).state is S
        assert part.head_tools.saved.text() == "Guardando…"
    assert cell_of(desk.services, made, 7).state is A
    assert part.head_tools.saved.text() == "Guardado 10:00"


def test_what_is_typed_during_a_save_is_saved_together_afterwards(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    with desk.writing_held():
        for letter in "APAPAPAP":
            keys.press(letter)
    desk.wait()
    assert desk.operations("mark") == 2
    assert [cell_of(desk.services, made, number).state for number in (7, 9, 24, 25)] == [A, P, A, P]


def test_a_cell_marked_twice_during_a_save_ends_as_it_was_marked_last(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    keys = Keys()
    with desk.writing_held():
        for letter in "APA":
            go(part, 7)
            keys.press(letter)
    desk.wait()
    assert cell_of(desk.services, made, 7).state is A
    assert len(desk.services.read(queries.history, made.family_id, 7, None)) == 3


def test_marking_what_stands_there_already_writes_nothing(desk: Desk) -> None:
    made = family(desk.services)
    mark(desk.services, made, {(7, None): P})
    part = show(desk, made)
    go(part, 7)
    Keys().press("P")
    desk.wait()
    assert len(desk.services.read(queries.history, made.family_id, 7, None)) == 1


def test_what_is_added_to_a_reached_logro_is_kept(desk: Desk) -> None:
    made = followed(desk.services)
    marking = show(desk, made).desk.marking
    assert marking is not None
    said = Mark(achievement=27, person_id=None, state=A, seen=P, how=AchievedHow.OUTSIDE_OFFER, provider="Acueducto")
    for one in (said, replace(said, seen=A, evidence="Acta de entrega")):
        marking.say(Step((one,)))
        desk.wait()
    lines = desk.services.read(queries.history, made.family_id, 27, None)
    assert [line.evidence for line in lines] == ["Acta de entrega", "", ""]


def test_what_could_not_be_saved_is_said_shown_as_stored_and_tried_again(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    with full_disk(desk):
        keys.press("A", "P", "A")
        desk.wait()
        assert part.bar is not None
        assert part.bar.severity == "danger"
        assert "No se guardaron 3 marcas." in part.bar.text
        assert "disco está lleno" in part.bar.text
        assert shown(part, 7) is S
        assert part.head_tools.saved.text() == "3 marcas sin guardar"
        click(button(part, "Guardar otra vez"))
        desk.wait()
        assert "No se guardaron 3 marcas." in (part.bar.text if part.bar else "")
    click(button(part, "Guardar otra vez"))
    desk.wait()
    assert [cell_of(desk.services, made, number).state for number in (7, 9, 24)] == [A, P, A]
    assert part.bar is None
    assert part.head_tools.saved.text() == "Guardado 10:00"


def test_what_could_not_be_saved_waits_while_another_family_is_looked_at(desk: Desk) -> None:
    made, other = family(desk.services), family(desk.services, child(1))
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements")
    part = part_of(page)
    go(part, 7)
    with full_disk(desk):
        Keys().press("A")
        desk.wait()
    page.page_args(family_id=other.family_id, tab="achievements")
    desk.wait()
    assert part.bar is None
    page.page_args(family_id=made.family_id, tab="achievements")
    desk.wait()
    assert part.bar is not None
    click(button(part, "Guardar otra vez"))
    desk.wait()
    assert cell_of(desk.services, made, 7).state is A


def test_discarding_leaves_what_is_stored(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    with full_disk(desk):
        Keys().press("A")
        desk.wait()
    click(button(part, "Descartar"))
    desk.wait()
    assert part.bar is None
    assert cell_of(desk.services, made, 7).state is S


def test_two_people_on_one_cell_see_both_and_nothing_is_overwritten_silently(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    with desk.writing_held():
        mark(desk.services, made, {(7, None): P})
        keys.press("A", "A")
    desk.wait()
    assert part.bar is not None
    assert "Logro 7 de la familia: ahora por alcanzar, usted marcó alcanzado." in part.bar.text
    assert shown(part, 7) is P
    assert cell_of(desk.services, made, 9).state is A  # the mark that met nobody is saved
    click(button(part, "Poner lo mío"))
    desk.wait()
    assert cell_of(desk.services, made, 7).state is A
    assert part.bar is None


def test_leaving_what_others_put_keeps_theirs(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    with desk.writing_held():
        mark(desk.services, made, {(7, None): P})
        Keys().press("A")
    desk.wait()
    click(button(part, "Dejar lo que hay"))
    desk.wait()
    assert cell_of(desk.services, made, 7).state is P


def test_what_others_mark_appears(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    mark(desk.services, made, {(7, None): A})
    desk.until(lambda: shown(part, 7) is A)


def test_undoing_what_somebody_marked_again_is_refused_in_words(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    keys.press("A")
    desk.wait()
    mark(desk.services, made, {(7, None): P})
    desk.wait()
    keys.press("Z", modifier=CTRL)
    desk.wait()
    assert part.bar is not None
    assert "Ya no se puede deshacer" in part.bar.text
    assert cell_of(desk.services, made, 7).state is P


# --- the línea base


def test_without_a_linea_base_the_tab_offers_to_make_it(desk: Desk) -> None:
    made = add_family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements")
    part = part_of(page)
    start = next(one for one in part.findChildren(QPushButton) if one.text() == "Hacer línea base")
    click(start)
    desk.wait()
    assert board_of(desk.services, made).baseline is not None
    assert part.desk.isVisible()
    assert page.tabs.tabText(2).startswith("Logros  ")


def test_the_head_counts_and_closing_asks_only_when_something_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, question: str, _verb: str, **_more: object) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr("gsi_desktop.ui.achievements.baseline.confirm", answer)
    made = family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements")
    part = part_of(page)
    keys = Keys()
    keys.press("A")
    desk.wait()
    assert part.head_tools.state.text() == "Línea base en curso, 5 de 53"
    assert page.tabs.tabText(2).split() == ["Logros", "5/53"]
    part.baseline.close()
    assert asked == ["Quedan 48 celdas sin información. ¿Cerrar la línea base así?"]
    board = board_of(desk.services, made)
    assert not board.baseline_closed
    mark(desk.services, made, {key: A for key in board.markable() if board.cells[key].state is S})
    desk.wait()
    part.baseline.close()
    desk.wait()
    assert len(asked) == 1
    assert board_of(desk.services, made).baseline_closed
    desk.until(lambda: not part.head_tools.state.text())
    assert page.tabs.tabText(2).split() == ["Logros", "38/38"]


def test_a_closed_linea_base_is_corrected_with_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    monkeypatch.setattr("gsi_desktop.ui.achievements.baseline.ask_reason", lambda *_said: "La cédula sí estaba")
    correct = next(one for one in part.head_tools.findChildren(QPushButton) if one.text() == "Corregir &línea base")
    click(correct)
    desk.wait()
    assert not board_of(desk.services, made).baseline_closed
    desk.until(lambda: part.head_tools.state.text().startswith("Línea base en curso"))


def test_the_linea_base_in_use_is_not_offered_for_correction(desk: Desk) -> None:
    made = followed(desk.services)
    mark(desk.services, made, {(7, None): A})
    part = show(desk, made)
    texts = [one.text() for one in part.head_tools.findChildren(QPushButton)]
    assert texts == ["Deshacer", "&Verificación final"]


def test_a_followed_family_is_verified_at_the_end_and_the_figures_stay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "gsi_desktop.ui.achievements.baseline.confirm", lambda *said, **_more: not asked.append(said[1])
    )
    made = followed(desk.services)
    mark(desk.services, made, {(7, None): A})
    part = show(desk, made)

    def press(words: str) -> None:
        click(next(one for one in part.head_tools.findChildren(QPushButton) if one.text() == words))
        desk.wait()

    press("&Verificación final")
    assert asked == ["¿Empezar la verificación final con la familia?"]
    desk.until(lambda: part.head_tools.state.text() == "Verificación final en curso desde el 21/11/2026")
    press("Cerrar &verificación final")
    final = board_of(desk.services, made).assessments[0]
    assert (final.kind, final.closed_on) == (AssessmentKind.FINAL, desk.services.clock.today())
    assert final.summary is not None
    assert final.summary.total.now == board_of(desk.services, made).progress.total.now
    desk.until(lambda: not part.head_tools.state.text())


def test_closing_twice_from_two_windows_is_told(desk: Desk) -> None:
    made = family(desk.services)
    board = board_of(desk.services, made)
    mark(desk.services, made, {key: A for key in board.markable() if board.cells[key].state is S})
    part = show(desk, made)
    with desk.writing_held():
        part.baseline.close()
        close(desk.services, made)
    desk.wait()
    assert part.bar is not None
    assert "La valoración se cerró el 21/11/2026." in part.bar.text
    press()
