"""Whose work Inicio shows: the whole office or one cogestor(a)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.theme import theme

_OFFICE: Final = ""
"""What stands for the whole office; a cogestor(a) stands by id."""

_WIDE: Final = 188


class ScopeChooser(ComboBox):
    """The choice. ``whose`` carries the id of a cogestor(a) as text, None for the office; hidden while nobody is."""

    whose = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        set_name(self, _("Trabajo de"))
        self.setToolTip(_("De quién es el trabajo que se muestra"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.picked.connect(lambda: self.whose.emit(self.chosen() or None))
        theme().changed.connect(self._scale)
        self._scale()
        self.hide()

    def offer(self, known: Sequence[CogestorInfo], chosen: str | None) -> None:
        """Offer the office and each cogestor(a) who works or has families.

        Somebody chosen who is not among them, in another database, gives way to the office.
        """
        there = [one for one in known if one.active or one.families]
        several = len({one.municipality_id for one in there}) > 1
        options = [(_OFFICE, _("Toda la oficina"))]
        for one in there:
            beside = one.municipality if several else thousands(one.families)
            options.append((str(one.cogestor_id), f"{one.name} · {beside}"))
        self.set_options(options)
        self.setVisible(bool(there))
        if self.findData(chosen or _OFFICE) < 0:
            self.choose(_OFFICE)
            self.whose.emit(None)
        else:
            self.choose(chosen or _OFFICE)

    def _scale(self) -> None:
        px = theme().px
        self.setFixedWidth(px(_WIDE))
        self.view().setMinimumWidth(px(2 * _WIDE))
