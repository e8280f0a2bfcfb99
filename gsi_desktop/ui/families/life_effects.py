"""The card "Qué cambia": what a life event would do, told before it is saved."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.life.data import Effect, Group, Preview
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import Picture, ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_ICONS = {
    Group.PEOPLE: "users",
    Group.PROGRAMME: "flag",
    Group.MARKS: "list-check",
    Group.PLAN: "file-text",
    Group.VISITS: "calendar-event",
    Group.COUNTS: "chart-bar",
    Group.ATTENTION: "alert-triangle",
}


def group_name(group: Group) -> str:
    """Return what a group of changes is called."""
    return {
        Group.PEOPLE: _("Personas"),
        Group.PROGRAMME: _("Programa"),
        Group.MARKS: _("Logros"),
        Group.PLAN: _("Plan y compromisos"),
        Group.VISITS: _("Visitas"),
        Group.COUNTS: _("Cuentas"),
        Group.ATTENTION: _("Revise"),
    }[group]


class EffectsCard(Card):
    """Shows a `Preview`, or what is still missing to make one; read aloud when it changes."""

    def __init__(self) -> None:
        super().__init__(_("Qué cambia"), _("al guardar"), padded=False)
        self._column = ScrollColumn()
        self._column.setAccessibleName(_("Qué cambia"))
        self.body.addWidget(self._column)
        self.said = ""

    def show_preview(self, found: Preview) -> None:
        """Show what would change, after what hinders it."""
        self._column.clear()
        for error in found.errors:
            self._column.add(_line("alert-circle", "danger", _refusal(error)))
        for group, effects in groupby(found.effects, key=lambda effect: effect.group):
            self._column.add(self._group(group, list(effects)))
        self._finish("\n".join([*map(_refusal, found.errors), *map(sentence, found.effects)]))

    def show_missing(self, text: str) -> None:
        """Show what has to be filled in first."""
        self._column.clear()
        self._column.add(_line("info-circle", "text3", text))
        self._finish(text)

    def _finish(self, said: str) -> None:
        self._column.finish()
        if said != self.said:
            self.said = said
            announce(self, said)

    def _group(self, group: Group, effects: list[Effect]) -> QWidget:
        part, column = _padded()
        head = QHBoxLayout()
        head.setSpacing(theme().px(6))
        tone = "warning" if group is Group.ATTENTION else "text2"
        head.addWidget(Picture(_ICONS[group], tone, 16))
        head.addWidget(Label(group_name(group), "body_strong"), 1)
        column.addLayout(head)
        for effect in effects:
            column.addWidget(Label(sentence(effect), "body", "text", wrap=True))
        return part


def sentence(effect: Effect) -> str:
    """Return an effect in Spanish."""
    return messages.text(effect.code, **dict(effect.params))


def _refusal(error: ExpectedError) -> str:
    return messages.text(error.code, **error.params)


def _line(icon: str, tone: str, text: str) -> QWidget:
    part, column = _padded()
    row = QHBoxLayout()
    row.setSpacing(theme().px(6))
    row.addWidget(Picture(icon, tone, 16))
    row.addWidget(Label(text, "body", tone if tone == "danger" else "text2", wrap=True), 1)
    column.addLayout(row)
    return part


def _padded() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, theme().px(size("spacing.s")), pad, theme().px(2))
    column.setSpacing(theme().px(3))
    return part, column
