"""Inicio: what waits to be done, for the whole office or one cogestor(a); each figure opens its list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.models.enums import Stage
from gsi_desktop.services.accompaniment import team, workload
from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.accompaniment.workload_data import Band, VisitList, Workload, WorkScope
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.home.arranging import CardBoard
from gsi_desktop.ui.home.board import Asked, BoardCard
from gsi_desktop.ui.home.cards import (
    CommitmentsCard,
    FunnelCard,
    OpenVisitsCard,
    ResumeCard,
    UrgentCard,
    WeekCard,
)
from gsi_desktop.ui.home.scope import ScopeChooser
from gsi_desktop.ui.home.strip import BandStrip
from gsi_desktop.ui.kit.buttons import Button, icon_button, primary
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.formats import long_date
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.marks import mark
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.host import Notice

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PATIENCE_MS: Final = 300
_FULL_HEADER: Final = 1080


class HomePage(Page):
    """The board of work. It takes no arguments."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Inicio"), " ")
        self._context = context
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._was_shown = False
        self._asked: Asked | None = None
        self._failure = HeldBar(self)
        self.scope = ScopeChooser()
        self.strip = BandStrip()
        self.urgent, self.funnel, self.week = UrgentCard(), FunnelCard(), WeekCard()
        self.overdue, self.open, self.resume = CommitmentsCard(), OpenVisitsCard(), ResumeCard()
        self.cards: dict[str, BoardCard] = {
            "urgent": self.urgent,
            "funnel": self.funnel,
            "week": self.week,
            "overdue": self.overdue,
            "open": self.open,
            "resume": self.resume,
        }
        self.board = CardBoard(self.cards)
        self.places = QStackedWidget()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._build_header()
        self._lay_out()
        self._connect()
        self.reload()

    # --- hooks of the shell

    def page_shown(self) -> None:
        """Bring the board up to date and give the keyboard to who waits for a visit."""
        if self._fresh.stale or self._asked != self._question():
            self.reload()
        focus = self.focusWidget() if self._was_shown else None  # at first Qt has given it to the first button
        self._was_shown = True
        target = focus if focus is not None and focus.isVisible() else self.urgent.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading

    @property
    def work_scope(self) -> WorkScope:
        """Whose work is shown."""
        chosen = self._context.settings.current.cogestor
        return WorkScope(cogestor_id=_uuid(chosen) if chosen else None)

    def reload(self) -> None:
        """Read every card anew; what is shown stays until its own answer comes."""
        self._fresh.stale = False
        asked = self._asked = self._question()
        today = asked.day
        self.set_title(_("Inicio"), _("Trabajo al {day}. Cada cifra abre su lista.").format(day=long_date(today)))
        self._patience.start()
        read, runner = self._context.services.read, self._context.runner
        runner.read(
            self,
            lambda: read(workload.workload, asked.scope, asked.day),
            partial(self._counted, asked),
            self._not_counted,
            key="figures",
        )
        runner.read(self, lambda: read(team.cogestores), self._offer, self._no_offer, key="cogestores")
        for name in self.cards:
            self._read_card(name)

    def _read_card(self, name: str) -> None:
        card, asked = self.cards[name], self._asked
        if asked is None or not card.reads:
            return
        read = self._context.services.read
        self._context.runner.read(
            self,
            lambda: card.read(read, asked),
            partial(card.arrived, asked),
            lambda error: card.failed(self._words(error)),
            key=name,
        )

    def _question(self) -> Asked:
        settings = self._context.settings.current
        opened = [_uuid(entry.key) for entry in settings.recent if entry.kind == "family"]
        return Asked(self.work_scope, self._context.services.clock.today(), tuple(one for one in opened if one))

    def _counted(self, asked: Asked, found: Workload) -> None:
        self._patience.stop()
        self._failure.drop()
        own = asked.scope.cogestor_id is not None
        self.strip.show_figures(found, _("Familias en mi cobertura") if own else _("Familias en el programa"))
        for card in self.cards.values():
            card.told(asked, found)
        empty = not found.families and not own and not dict(found.stages).get(Stage.EXITED)
        self.places.setCurrentIndex(1 if empty else 0)
        self.start_visit.setEnabled(not empty)
        QTimer.singleShot(0, self, lambda: mark("usable"))

    def _not_counted(self, error: Exception) -> None:
        """Say that the figures could not be read; the cards go on by themselves."""
        self._patience.stop()
        said = self._words(error)
        self._failure.show(InfoBar("danger", said, actions=[(_("Leer de nuevo"), self.reload)]))
        self.funnel.failed(said)

    def _words(self, error: Exception) -> str:
        said = explain(error, self._context.runner)
        return said or _("No se pudo leer.")

    def _waiting(self) -> None:
        for card in self.cards.values():
            card.waiting()

    # --- whose work

    def _offer(self, known: tuple[CogestorInfo, ...]) -> None:
        self.scope.offer(known, self._context.settings.current.cogestor)

    def _no_offer(self, _error: Exception) -> None:
        """Leave the choice as it is: the figures say what is the matter."""

    def _choose(self, whose: str | None) -> None:
        self._context.settings.update(cogestor=whose)
        if self._asked is None or self._asked.scope != self.work_scope:
            self.reload()

    # --- going

    def _open_band(self, band: Band | None) -> None:
        asked = self._asked or self._question()
        chosen = (
            workload.scope_filter(asked.scope) if band is None else workload.band_filter(band, asked.scope, asked.day)
        )
        self._go("families", {"filter": chosen})

    def _go(self, area: str, args: dict[str, object]) -> None:
        args = dict(args)
        chosen = args.pop("filter", None)
        if isinstance(chosen, FamilyFilter):
            args = chosen.told()
        self._context.navigate(area, **args)

    def _start_visit(self) -> None:
        self._context.choose_family(lambda family: self._context.navigate("visit", family_id=family))

    def _import(self) -> None:
        self._context.navigate("import")

    def _agenda(self) -> None:
        self._context.navigate("visits", list=VisitList.WEEK, cogestor_id=self.work_scope.cogestor_id)

    def _type_visit(self) -> None:
        self._context.navigate("visit_entry")

    # --- inside

    def _concerns(self, changes: ChangeSet) -> bool:
        return bool(changes.many or changes.families or "cogestor" in changes.kinds)

    def _build_header(self) -> None:
        self.header.insertWidget(1, self.scope)
        self.start_visit = self.add_action(
            _("Iniciar &visita"), "player-play", self._start_visit, primary=True, saves=True
        )
        self.add_action(_("&Digitar visita"), "edit", self._type_visit, saves=True)
        self._less = (
            self.add_action(_("&Agenda"), "calendar", self._agenda),
            self.add_action(_("Importar &padrón"), "file-import", self._import, saves=True),
        )
        self._overflow = icon_button("dots", _("Más acciones"))
        menu = QMenu(self._overflow)
        for button in self._less:
            action = menu.addAction(button.text())
            action.triggered.connect(button.click)
            action.setEnabled(button.isEnabled())
        self._overflow.setMenu(menu)
        self.header.addWidget(self._overflow)
        self._overflow.hide()

    def _lay_out(self) -> None:
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.strip)
        self._column.addWidget(self.board, 1)
        self.places.addWidget(whole)
        self.places.addWidget(self._new_office())
        self.body.addWidget(self.places, 1)
        self._scale()

    def _new_office(self) -> QWidget:
        """Return what an office without families sees."""
        roster = primary(_("Importar padrón"), "file-import", self._import)
        sample = Button(_("Cargar datos de ejemplo"), "database", lambda: self._context.navigate("settings"))
        writes(roster, sample)
        detail = _("Traiga el padrón de su municipio, o conozca el programa con familias inventadas.")
        return Notice(_("Aún no hay familias."), detail, (roster, sample))

    def _connect(self) -> None:
        self._patience.timeout.connect(self._waiting)
        self.strip.chosen.connect(self._open_band)
        self.scope.whose.connect(self._choose)
        for name, card in self.cards.items():
            card.go.connect(self._go)
            card.again.connect(self.reload if not card.reads else partial(self._read_card, name))
        theme().changed.connect(self._scale)

    def _scale(self) -> None:
        self._column.setSpacing(theme().px(size("frame.gap")))
        self._fit()
        if self._asked is not None and self.open.filled:
            self._read_card("open")  # its rows were made for another text size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the less used actions where they do not fit."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fold them once the width is known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        full = self.width() / theme().scale >= _FULL_HEADER
        for button in self._less:
            button.setVisible(full)
        self._overflow.setVisible(not full)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
