"""Families with a línea base, the tab Logros inside its dossier, and the marks of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import AchievedHow, AssessmentKind, Kinship, MarkState, Sex
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import (
    Board,
    Cell,
    CellKey,
    CloseAssessment,
    Mark,
    MarkCells,
    StartAssessment,
)
from gsi_desktop.ui.achievements.part import AchievementsPart
from gsi_desktop.ui.families.dossier_page import DossierPage
from tests.gui.families.support import Desk
from tests.support.factories import Added, NewMember, add_family

TODAY = date(2026, 11, 21)
BASE = date(2026, 3, 14)
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier

_SURNAMES = {"first_surname": "Cabrera", "second_surname": "Muñoz"}
ROSALBA = NewMember(first_name="Rosalba", first_surname="Muñoz", second_surname="Ordóñez", document="36284517")
WILSON = NewMember(
    first_name="Wilson",
    first_surname="Cabrera",
    second_surname="Peña",
    sex=Sex.MALE,
    birth_date=date(1982, 1, 30),
    kinship=Kinship.SPOUSE,
    document="12228430",
)
JUAN = NewMember(
    first_name="Juan",
    sex=Sex.MALE,
    birth_date=date(2014, 12, 5),
    kinship=Kinship.CHILD,
    document_type="TI",
    document="1083865401",
    **_SURNAMES,
)
MARIA = NewMember(
    first_name="María",
    birth_date=date(2021, 2, 5),
    kinship=Kinship.CHILD,
    document_type="RC",
    document="1083865403",
    **_SURNAMES,
)
FOUR = (ROSALBA, WILSON, JUAN, MARIA)


def child(number: int) -> NewMember:
    """Return one more child."""
    return NewMember(first_name=f"Hijo{number}", birth_date=date(2012, 1, number), kinship=Kinship.CHILD, **_SURNAMES)


def family(services: Services, *members: NewMember, on: date = TODAY) -> Added:
    """Return a family with an open línea base."""
    made = add_family(services, *(members or FOUR))
    services.run(
        commands.start_assessment, StartAssessment(family_id=made.family_id, kind=AssessmentKind.BASELINE, on=on)
    )
    return made


def followed(services: Services, *members: NewMember) -> Added:
    """Return a family whose línea base, of `BASE`, was closed with everything por alcanzar."""
    made = family(services, *members, on=BASE)
    board = services.read(queries.board, made.family_id, BASE)
    mark(services, made, dict.fromkeys(board.markable(), MarkState.PENDING), on=BASE)
    close(services, made, BASE)
    return made


def close(services: Services, made: Added, on: date = TODAY) -> None:
    """Close the línea base."""
    baseline = board_of(services, made).baseline
    assert baseline is not None
    services.run(commands.close_assessment, CloseAssessment(assessment_id=baseline.assessment_id, on=on))


def mark(services: Services, made: Added, states: dict[CellKey, MarkState], on: date = TODAY) -> None:
    """Have somebody mark cells."""
    board = services.read(queries.board, made.family_id, on)
    marks = tuple(
        Mark(
            achievement=key[0],
            person_id=key[1],
            state=state,
            seen=board.cells[key].stored,
            how=AchievedHow.VERIFICATION if state is MarkState.ACHIEVED else None,
            reason="Discapacidad" if state in (MarkState.OBJECTIVE, MarkState.NOT_APPLICABLE) else "",
        )
        for key, state in states.items()
        if board.cells[key].stored is not state
    )
    services.run(commands.mark, MarkCells(family_id=made.family_id, marks=marks, on=on))


def board_of(services: Services, made: Added) -> Board:
    """Return what is stored."""
    return services.read(queries.board, made.family_id, TODAY)


def cell_of(services: Services, made: Added, number: int, person: UUID | None = None) -> Cell:
    """Return a stored cell."""
    return board_of(services, made).cells[number, person]


def show(desk: Desk, made: Added, **args: object) -> AchievementsPart:
    """Open the dossier at its tab Logros."""
    return part_of(desk.show(DossierPage, family_id=made.family_id, tab="achievements", **args))


def part_of(page: DossierPage) -> AchievementsPart:
    """Return the part the dossier shows."""
    part = page.tabs.currentWidget().part  # type: ignore[union-attr]  # the tab holds a part
    assert isinstance(part, AchievementsPart)
    return part


class Keys:
    """A keyboard that counts."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, *keys: str | Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press letters and keys on whatever has the keyboard."""
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClick(target, key, modifier)  # type: ignore[call-overload]  # a letter or a key
            self.count += 1

    def row(self, letter: str) -> None:
        """Press Mayús and a letter."""
        self.press(letter, modifier=SHIFT)


def at(part: AchievementsPart) -> CellKey | None:
    """Return the cell under the cursor."""
    return part.desk.view.current_key()


def shown(part: AchievementsPart, number: int, person: UUID | None = None) -> MarkState:
    """Return the state a cell shows."""
    state = part.desk.state
    assert state is not None
    return state.cell((number, person)).state


def until(desk: Desk, condition: Callable[[], object]) -> None:
    """Wait for the background and a condition."""
    desk.wait()
    desk.until(condition)
