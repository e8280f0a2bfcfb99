"""One logro, whole: what it says, to whom it applies, what decides and proves it, where it is from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.achievements.data import Achievement, Catalogue
from gsi_desktop.services.achievements.rules import applies_text
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.compare import Compare
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import Facts, ScrollColumn
from gsi_desktop.ui.kit.theme import theme


class LogroPanel(ScrollColumn):
    """The logro chosen, to be read."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_name(self, _("Logro"))

    def show_logro(self, one: Achievement, book: Catalogue, former: Catalogue | None) -> None:
        """Show a logro of ``book``; ``former`` is the version before it."""
        self.clear()
        page = _page(one, book, former)
        self.add(page)
        page.show()
        self.finish()
        set_name(self, _("Logro {number}: {name}").format(number=one.number, name=one.short))


def _page(one: Achievement, book: Catalogue, former: Catalogue | None) -> QWidget:
    px = theme().px
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(px(14), px(12), px(14), px(12))
    column.setSpacing(px(10))
    title = Label(f"{one.number}. {one.short}", "m", wrap=True)
    column.addWidget(title)
    chips = QHBoxLayout()
    chips.setSpacing(px(6))
    icon = "user" if one.of_members else "users"
    chips.addWidget(
        ChipLabel(Chip(_("Se mira por {unit}").format(unit=words.unit_name(one.unit).lower()), "muted", icon))
    )
    if one.retired:
        chips.addWidget(ChipLabel(Chip(_("Retirado"), "danger", "archive")))
    chips.addStretch(1)
    column.addLayout(chips)
    text = Label(one.text, "body", wrap=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column.addWidget(text)
    column.addLayout(_facts(one, book))
    column.addWidget(_changes(one, book, former))
    return page


def _facts(one: Achievement, book: Catalogue) -> Facts:
    facts = Facts()
    facts.setVerticalSpacing(theme().px(7))
    facts.put(_("Dimensión"), words.dimension_name(book, one.dimension))
    whom = applies_text(one)
    facts.put(_("Aplica a"), whom[:1].upper() + whom[1:])
    facts.put(_("Pregunta"), one.question)
    facts.put(_("Evidencia"), words.evidence_text(one))
    facts.put(_("Privación del IPM"), words.indicator_text(one.ipm_indicator))
    facts.put(_("Peso"), _("{weight}, al sugerir qué priorizar").format(weight=one.weight))
    facts.put(_("Fuente"), one.source)
    facts.put(_("Certeza"), one.confidence[:1].upper() + one.confidence[1:])
    return facts


def _changes(one: Achievement, book: Catalogue, former: Catalogue | None) -> Compare:
    changes = Compare()
    before = former.by_number.get(one.number) if former is not None else None
    if former is not None and before is not None:
        title = _("Qué cambió en la versión {number}").format(number=book.number)
        lines = words.compared(before, one, book)
        changes.show_lines(title, _("Versión {number}").format(number=former.number), lines)
    return changes
