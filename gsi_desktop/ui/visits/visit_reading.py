"""A visit that was held, to be read: what was written in each step."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.models.enums import VisitState
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import VisitInfo
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import Facts
from gsi_desktop.ui.kit.textfields import shown_time
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import words


def reading(info: VisitInfo, people: Mapping[UUID, str], cogestor: str, *, achieved: int) -> QWidget:
    """Return a visit as a column of facts and texts."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().px(8))
    column.addWidget(Label(wording.visit_title(info.content.kind, info.number), "m", wrap=True))
    column.addLayout(_facts(info, people, cogestor, achieved))
    content = info.content
    for name, text in (
        (_("Notas"), content.notes),
        (_("Oportunidades"), content.opportunities),
        (_("Sesión educativa"), content.topic_note),
        (_("Historia del hogar"), content.history),
        (_("Evaluación"), content.evaluation),
        (_("Por qué no se terminó"), content.outcome_note),
    ):
        if text:
            column.addWidget(Label(name, "s", "text3"))
            said = Label(text, "body", wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            column.addWidget(said)
    return part


def _facts(info: VisitInfo, people: Mapping[UUID, str], cogestor: str, achieved: int) -> Facts:
    content = info.content
    present = [people[person] for person in content.present if person in people]
    topic = wording.topic(content.topic) if content.topic is not None else ""
    pairs = [
        (_("Fecha"), words.long_day(content.occurred_on) if content.occurred_on is not None else ""),
        (_("Horas"), _hours(info)),
        (_("Lugar"), _place(info)),
        (_("Cogestor(a)"), cogestor),
        (_("Resultado"), wording.outcome(content.outcome) if content.outcome is not None else ""),
        (_("Presentes"), ", ".join(present)),
        (_("Logros"), words.achieved(achieved) if achieved else ""),
        (_("Tema"), topic),
        (_("Corresponsabilidad"), _answers(content.coresponsibility)),
        (_("Se acordó"), words.moment(content.next_on, content.next_time)),
        (_("Firma"), _signed(info, people)),
    ]
    if info.state is VisitState.PLANNED:
        pairs.insert(0, (_("Acordada"), words.moment(info.planned_on, info.planned_time)))
    if info.state is VisitState.DONE:
        pairs.append((_("Cómo se escribió"), _("Digitada del papel") if info.typed_in else _("En la visita")))
    facts = Facts(role="s")
    for name, said in pairs:
        if said:
            facts.put(name, said, tabular=True)
    return facts


def _hours(info: VisitInfo) -> str:
    """Return from when to when, and how long it took."""
    content = info.content
    hours = " a ".join(shown_time(time) for time in (content.started_time, content.ended_time) if time)
    lasted = words.minutes(info.elapsed_seconds or _between(content.started_time, content.ended_time))
    return f"{hours} ({lasted})" if hours and lasted else hours


def _between(started: str, ended: str) -> int:
    """Return the seconds between two times of a day, 0 when one is not known."""
    if not (started and ended):
        return 0
    minutes = [int(time[:2]) * 60 + int(time[3:]) for time in (started, ended)]
    return max(0, minutes[1] - minutes[0]) * 60


def _place(info: VisitInfo) -> str:
    content = info.content
    medium = wording.medium(content.medium) if content.medium is not None else ""
    return ", ".join(one for one in (medium, content.place) if one)


def _answers(letters: str) -> str:
    given = [letter for letter in letters if letter in "SN"]
    if not given:
        return ""
    return _("{yes} de {all} respuestas sí").format(yes=given.count("S"), all=len(given))


def _signed(info: VisitInfo, people: Mapping[UUID, str]) -> str:
    content = info.content
    if content.signature is None:
        return ""
    who = people.get(content.signer_id, "") if content.signer_id is not None else ""
    return ", ".join(one for one in (wording.signature(content.signature), who) if one)
