"""Visitas: what is late, what is for today and this week, what is open, what was done; and the way on from each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter

from gsi_desktop.models.enums import VisitState
from gsi_desktop.services.accompaniment import queries, team, wording
from gsi_desktop.services.accompaniment.data import CogestorInfo, VisitRow
from gsi_desktop.services.accompaniment.visit_filter import VisitFilter, narrowed_count, visit_values
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cards import Card, CounterStrip
from gsi_desktop.ui.kit.chips import FilterChip
from gsi_desktop.ui.kit.column_filters import ColumnFilters
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.filter_bar import FilterBar
from gsi_desktop.ui.kit.models import PagedModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.shell.exporting import offer_export
from gsi_desktop.ui.shell.which_list import visits_or_commitments
from gsi_desktop.ui.visits import reads, words
from gsi_desktop.ui.visits.visit_chips import VisitChips, visit_words
from gsi_desktop.ui.visits.visit_panel import VisitPanel
from gsi_desktop.ui.visits.visit_views import TABLE, VisitsShown, visit_views

if TYPE_CHECKING:
    from gsi_desktop.services.core.paging import Page as Rows
    from gsi_desktop.ui.shell.context import UiContext

_PAGE: Final = 100
_PATIENCE_MS: Final = 300
_PANEL_FROM: Final = 700
_TONES: Final = {VisitList.OVERDUE: "danger", VisitList.OPEN: "warning"}


def list_name(one: VisitList) -> str:
    """Return the name of a list as its counter shows it."""
    return {
        VisitList.OVERDUE: _("Atrasadas"),
        VisitList.TODAY: _("Hoy"),
        VisitList.WEEK: _("Esta semana"),
        VisitList.PLANNED: _("Acordadas"),
        VisitList.OPEN: _("Abiertas"),
        VisitList.DONE: _("Hechas"),
    }[one]


def visit_columns(context: UiContext) -> list[Column]:
    """Return the columns of the list."""
    today = context.services.clock.today
    return [
        Column("moment", _("Fecha"), 134, tabular=True, value=words.row_moment),
        Column("head", _("Familia"), 170, stretch=3, strong=True, filter="text"),
        Column("folio", _("Folio"), 176, tabular=True, filter="text"),
        Column("settlement", _("Vereda"), 104, stretch=1, filter="values"),
        Column("kind", _("Visita"), 92, filter="values", value=words.row_title),
        Column("state", _("Estado"), 110, chip=lambda row: words.state_chip(row, today())),
        Column("cogestor", _("Cogestor(a)"), 150, visible=False, filter="values"),
        Column("municipality", _("Municipio"), 110, visible=False, filter="values"),
        Column(
            "medium",
            _("Lugar"),
            120,
            value=lambda row: wording.medium(row.medium) if row.medium is not None else "",
            visible=False,
        ),
    ]


class VisitsPage(Page):
    """The lists of visits. Arguments: ``list``, a `VisitList` or its value, and ``cogestor_id`` or ``scope``; or
    ``view``, a saved view.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Visitas"), _("Qué sigue con cada familia: acordar, visitar y escribir lo que pasó."))
        self._context = context
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._list = VisitList.WEEK
        self._scope = WorkScope()
        self._people: tuple[CogestorInfo, ...] = ()
        self._wanted: UUID | None = None
        self.model = PagedModel(visit_columns(context), tasks=context.runner)
        self.table = TableView(
            self.model, name=TABLE, state=context.settings.columns, framed=False, label=_("Lista de visitas")
        )
        self.lists = CounterStrip()
        self.people = FilterChip(_("Cogestor(a)"), icon="user")
        self.chips = VisitChips()
        self.filters = FilterBar(VisitFilter(), self.chips, visit_words())
        self.headings = ColumnFilters(
            self.table,
            context.runner,
            self._values,
            self.chips.value_name,
            context.services.clock.today,
        )
        self.filters.attach(self.headings)
        self.panel = VisitPanel(context)
        self.views = visit_views(context, self)
        self.splitter = QSplitter()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()
        self.views.reload()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a list, of everybody or of one cogestor; or with a saved view."""
        view = kwargs.get("view")
        if isinstance(view, UUID):
            self.views.open(view)
            return
        self.views.leave_default()
        chosen, cogestor, scope = kwargs.get("list"), kwargs.get("cogestor_id"), kwargs.get("scope")
        if chosen is not None:
            self._list = VisitList(str(chosen))
        if isinstance(scope, WorkScope):
            self._scope = scope
        else:
            self._scope = WorkScope(cogestor_id=cogestor if isinstance(cogestor, UUID) else None)
        self._fresh.stale = True

    def page_shown(self) -> None:
        """Bring the list up to date and give it the keyboard."""
        if self._fresh.stale or not self.model.complete:
            self.reload()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading

    def reload(self) -> None:
        """Read list and counts anew, keeping the visit under the cursor."""
        self._fresh.stale = False
        current: VisitRow | None = self.table.current()
        self._wanted = current.visit_id if current is not None else None
        self._read_counts()
        self._read_list()

    @property
    def what(self) -> VisitsShown:
        """Which visits are shown."""
        return VisitsShown(list=self._list, scope=self._scope, narrow=self.filters.chosen)

    def show_visits(self, what: VisitsShown) -> None:
        """Show these visits."""
        self._list, self._scope = what.list, what.scope
        self.filters.use(what.narrow)
        self.reload()

    def choose(self, chosen: VisitList) -> None:
        """Show another list."""
        self._list = chosen
        self._wanted = None
        self._read_list()

    def _read_list(self) -> None:
        chosen, scope, narrow = self._list, self._scope, self.filters.chosen
        read, today = self._context.services.read, self._context.services.clock.today()
        self.lists.select(chosen)
        self.filters.show_total(None, None)
        self.table.show_filtered(frozenset(one.column for one in narrow.columns))

        def fetch(cursor: tuple[object, ...] | None) -> Rows[VisitRow]:
            return read(queries.visit_list, chosen, scope, today, cursor=cursor, size=_PAGE, narrow=narrow)

        def count() -> tuple[int, int]:
            total = read(queries.visit_count, chosen, scope, today)
            return total if narrow.is_empty else read(narrowed_count, chosen, scope, today, narrow), total

        self._patience.start()
        self.model.reset(fetch)
        self._context.runner.read(self, count, lambda counts: self.filters.show_total(*counts), key="total")

    def _values(self, column: str) -> Callable[[], Sequence[tuple[str, int]]]:
        """Return what reads the values of a column of the list shown."""
        today = self._context.services.clock.today()
        told = (self._list, self._scope, today, self.filters.chosen)
        return partial(self._context.services.read, visit_values, *told, column=column)

    def _read_counts(self) -> None:
        read, today, scope = self._context.services.read, self._context.services.clock.today(), self._scope

        def work() -> tuple[dict[VisitList, int], tuple[CogestorInfo, ...]]:
            return read(reads.counts, scope, today), read(team.cogestores)

        self._context.runner.read(self, work, self._counted, key="counts")

    def _counted(self, found: tuple[dict[VisitList, int], tuple[CogestorInfo, ...]]) -> None:
        counts, self._people = found
        for one, count in counts.items():
            self.lists.counter(one).set_figure(formats.number(count))
        name = next((one.name for one in self._people if one.cogestor_id == self._scope.cogestor_id), "")
        self.people.set_value(name)
        self.chips.people = self._people
        self.filters.refresh()

    def _arrived(self) -> None:
        self._patience.stop()
        if self.model.rowCount():
            self.table.set_placeholder(None)
            found = self.model.find(lambda row: row.visit_id == self._wanted)
            self.table.go_to_row(found or 0)
            self.panel.show_row(self.table.current())
        else:
            self.panel.show_row(None, _("Aquí se ve la visita que elija en la lista."))
            self.table.set_placeholder(self._why_empty())

    def _why_empty(self) -> EmptyState:
        """Say why the list is empty and what to do next."""
        if not self.filters.chosen.is_empty:
            return EmptyState("filter-off", _("Ninguna visita de esta lista cumple los filtros."),
                              (_("Quitar filtros"), self.filters.clear))  # fmt: skip
        to_families = (_("Ver las familias"), lambda: self._context.navigate("families"))
        of_one = self._scope.cogestor_id is not None
        everyone = (_("Ver las de todos"), self._all_people)
        this_week = (_("Ver esta semana"), partial(self.choose, VisitList.WEEK))
        elsewhere = this_week if self._list in (VisitList.OVERDUE, VisitList.TODAY, VisitList.OPEN) else to_families
        return EmptyState("map-pin-check", words.none_in(self._list), everyone if of_one else elsewhere)

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        said = explain(error, self._context.runner)
        again = (_("Leer de nuevo"), self.model.retry)
        self.table.set_placeholder(EmptyState("alert-circle", said or _("La lista no se pudo leer."), again))

    def _say_loading(self) -> None:
        if not self.model.rowCount():
            self.table.set_placeholder(EmptyState("clock", _("Cargando visitas…")))

    # --- what happens

    def _do(self, what: str) -> None:
        row = self.panel.shown
        if row is None:
            return
        go = self._context.navigate
        if what == "start":
            go("visit", family_id=row.family_id, start=True)
        elif what == "follow":
            go("visit", visit_id=row.visit_id)
        elif what == "type":
            go("visit_entry", family_id=row.family_id)
        elif what == "change":
            self._change(row)
        else:
            go("family", family_id=row.family_id, tab="visits")

    def _change(self, row: VisitRow) -> None:
        self.panel.agree.open_for(
            row.family_id,
            self._people,
            on=row.planned_on,
            time=row.planned_time,
            kind=row.kind,
            cogestor_id=next((one.cogestor_id for one in self._people if one.name == row.cogestor), None),
            changing=True,
        )
        self.panel.show_form()

    def _print_forms(self) -> None:
        """Print the forms of the visits of the list shown."""
        name = _("Visitas: {list}").format(list=list_name(self._list).lower())
        self._context.navigate("batch_print", visits=self._list, scope=self._scope, name=name, kinds=("visit",))

    def _activate(self, row: VisitRow) -> None:
        self.panel.show_row(row)
        self._do("follow" if row.state is VisitState.OPEN else "open")

    def _choose_list(self, key: object) -> None:
        self.choose(VisitList(str(key)) if key is not None else self._list)
        self._read_counts()

    def _all_people(self) -> None:
        self._set_person(None)

    def _set_person(self, person: UUID | None) -> None:
        self._scope = WorkScope(cogestor_id=person)
        self.reload()

    def _open_people(self) -> None:
        menu = QMenu(self.people)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Todos")).triggered.connect(lambda _on: self._all_people())
        for one in self._people:
            if one.active or one.families:
                menu.addAction(one.name).triggered.connect(lambda _on, person=one.cogestor_id: self._set_person(person))
        menu.addSeparator()
        menu.addAction(_("Ver cogestores…")).triggered.connect(lambda _on: self._context.navigate("team"))
        menu.popup(self.people.mapToGlobal(self.people.rect().bottomLeft()))

    def _concerns(self, changes: ChangeSet) -> bool:
        return bool(changes.many or changes.families or "cogestor" in changes.kinds)

    # --- looks

    def _lay_out(self) -> None:
        self.which = visits_or_commitments(self, "visits", self._context)
        start = self.add_action(_("Iniciar &otra visita"), "search", lambda: self._choose_family("visit"), saves=True)
        start.setToolTip(_("Busque la familia y empiece"))
        self.add_action(_("Di&gitar visita"), "keyboard", lambda: self._context.navigate("visit_entry"), saves=True)
        self.add_action(_("Digitar lo&te"), "barcode", lambda: self._context.navigate("keying"), saves=True)
        self.add_overflow(_("Imprimir los formatos de esta lista"), "printer", self._print_forms)
        self.add_overflow(
            _("Atención en ventanilla"),
            "building",
            lambda: self._context.navigate("visit_entry", window=True),
            saves=True,
        )
        self.add_overflow(_("Cogestores"), "users-group", lambda: self._context.navigate("team"))
        for one in VisitList:
            self.lists.add(one, list_name(one), _TONES.get(one, "text"))
        card = Card(padded=False)
        card.body.addWidget(self.lists)
        card.add_line()
        row = QHBoxLayout()
        row.addWidget(self.people)
        row.addWidget(self.filters, 1)
        self._row = row
        card.body.addLayout(row)
        card.add_line()
        card.body.addWidget(self.table, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.body.addWidget(self.views.tabs)
        self.body.addWidget(self.splitter, 1)
        self.exports = offer_export(self._context, self, self.table, "visitas")
        self._scale()

    def _choose_family(self, area: str) -> None:
        self._context.choose_family(lambda family: self._context.navigate(area, family_id=family))

    def _connect(self) -> None:
        self.lists.selected.connect(self._choose_list)
        self.filters.changed.connect(self._read_list)
        self.filters.down_pressed.connect(self.table.setFocus)
        self.people.clicked.connect(lambda _on: self._open_people())
        self.people.cleared.connect(self._all_people)
        self.table.current_row.connect(self.panel.show_row)
        self.table.activated_row.connect(self._activate)
        self.panel.asked.connect(self._do)
        self.model.first_page.connect(self._arrived)
        self.model.failed.connect(self._failed)
        self._patience.timeout.connect(self._say_loading)
        theme().changed.connect(self._scale)
        for number, one in enumerate(VisitList, 1):
            QShortcut(
                QKeySequence(f"Ctrl+{number}"),
                self,
                partial(self._choose_list, one),
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )

    def _scale(self) -> None:
        px = theme().px
        self._row.setSpacing(px(size("spacing.s")))
        self._row.setContentsMargins(px(size("spacing.m")), px(5), px(size("spacing.m")), px(5))
        self.splitter.setHandleWidth(px(size("frame.gap")))
        self._share()

    def _share(self) -> None:
        px = theme().px
        self.panel.setVisible(self.width() >= px(_PANEL_FROM))
        wide = self.window().width() >= px(size("frame.wide_from"))
        panel = px(size("frame.preview_panel_wide" if wide else "frame.preview_panel"))
        self.splitter.setSizes([max(self.width() - panel, px(300)), panel])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share()
