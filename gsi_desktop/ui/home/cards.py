"""The cards of Inicio: who to visit, how far families are, what is overdue, open, agreed, and left half done."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import Stage
from gsi_desktop.services.accompaniment import queries, wording, workload
from gsi_desktop.services.accompaniment.commitment_list import Due
from gsi_desktop.services.accompaniment.data import CommitmentRow, VisitRow
from gsi_desktop.services.accompaniment.unfinished import Unfinished, unfinished
from gsi_desktop.services.accompaniment.workload_data import UrgentFamily, VisitList, Workload
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.home import words
from gsi_desktop.ui.home.board import Asked, BoardCard, Read, TopTable
from gsi_desktop.ui.home.lines import Line, LineList
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.charts import Bar, BarChart, ChartWithTable
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.formats import day_name, share, show, thousands
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.labels import Line as Hairline
from gsi_desktop.ui.kit.pieces import Picture, ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_MOST: Final = 20
_LATE, _TOO_LATE = 3, 7
"""Days from which an open visit is late, and from which it is urgent."""


class UrgentCard(BoardCard):
    """Who to visit first, and why."""

    def __init__(self) -> None:
        super().__init__(_("Visitas por hacer"), _("ordenadas por urgencia"))
        self.link = self.add_hidden_link(lambda: self.visits(VisitList.OVERDUE))
        self.table = TopTable(
            (
                Column("head", _("Familia"), 150, stretch=True),
                Column("settlement", _("Vereda o barrio"), 106, tone="text2"),
                Column("last_visit_on", _("Última visita"), 92, tabular=True, tone="text2", value=words.last_visit),
                Column("reason", _("Motivo"), 166, chip=words.reason_chip),
            ),
            _("Visitas por hacer"),
            spare=("settlement", "last_visit_on"),
        )
        self.table.activated_row.connect(lambda row: self.family(row.family_id))
        self.places.addWidget(self.table)

    def read(self, read: Read, asked: Asked) -> tuple[UrgentFamily, ...]:
        """Return the most urgent families."""
        found: tuple[UrgentFamily, ...] = read(workload.urgent_families, asked.scope, asked.day, _MOST)
        return found

    def fill(self, found: tuple[UrgentFamily, ...]) -> None:
        """List them."""
        self.table.show_rows(found)
        if found:
            self.show_content()
        elif self._asked.scope.cogestor_id is not None:
            self.say("circle-check", _("Nadie espera una visita. Aquí aparecen las familias que tiene a cargo."))
        else:
            self.say("circle-check", _("Ninguna familia espera una visita hoy."))

    def tell(self, figures: Workload) -> None:
        """Offer the agreed visits whose day has passed."""
        late = figures.overdue_visits
        text = ngettext("Ver la atrasada", "Ver las {n} atrasadas", late).format(n=thousands(late))
        self.label_link(self.link, text if late else "")


class FunnelCard(BoardCard):
    """How far the families have come."""

    reads = False

    def __init__(self) -> None:
        super().__init__(_("Embudo de fases"))
        columns = (
            Column("label", _("Etapa"), 130, stretch=True),
            Column("figure", _("Familias"), 74, align="right", tabular=True),
            Column("share", _("Parte"), 64, align="right", tabular=True, tone="text2"),
        )
        title = _("Familias que llegaron a cada etapa")
        self.chart = BarChart(title)
        self.both = ChartWithTable(self.chart, columns, title, _("Ver tabla"))
        self.add_tool(self.both.link)
        self.foot = ElidedLabel("", "s", "text3")
        self.both.activated.connect(self._open)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._room = QVBoxLayout()
        self._room.addWidget(self.both)
        column.addLayout(self._room, 1)
        column.addWidget(Hairline())
        column.addWidget(self.foot)
        self.places.addWidget(self._inside)
        theme().changed.connect(self._pad)
        self._pad()

    def read(self, read: Read, asked: Asked) -> None:
        """Read nothing."""

    def fill(self, found: None) -> None:
        """Show nothing: the figures are told."""

    def tell(self, figures: Workload) -> None:
        """Draw the stages."""
        whole = figures.families
        bars = [
            Bar(
                stage,
                wording.stages(stage),
                count,
                thousands(count),
                "" if stage is Stage.EXITED else share(count, whole, 0),
            )
            for stage, count in figures.stages
        ]
        self.chart.show_bars(bars)
        self.both.model.set_rows(bars)
        said = ngettext("Porcentajes sobre {n} familia.", "Porcentajes sobre {n} familias.", whole)
        self.foot.setText(said.format(n=thousands(whole)))
        self.filled = True
        self.show_content()

    def _open(self, stage: Stage) -> None:
        self.go.emit("families", {"filter": workload.stage_filter(stage, self._asked.scope)})

    def _pad(self) -> None:
        px = theme().px
        self._room.setContentsMargins(px(8), px(2), px(8), px(4))
        self.foot.setContentsMargins(px(12), px(4), px(8), px(4))


class CommitmentsCard(BoardCard):
    """What was promised and is overdue."""

    def __init__(self) -> None:
        super().__init__(_("Compromisos vencidos"))
        self.link = self.add_hidden_link(self._open_list)
        self.table = TopTable(
            (
                Column("action", _("Compromiso"), 170, stretch=True, value=wording.promise),
                Column("head", _("Familia"), 130, tone="text2", value=words.surnames, tooltip=lambda row: row.head),
                Column("responsible", _("Responsable"), 104, tone="text2", value=wording.answers),
                Column(
                    "due_on",
                    _("Venció hace"),
                    96,
                    align="right",
                    tabular=True,
                    tone="danger",
                    value=lambda row: words.days(words.days_late(row, self._asked.day)),
                    tooltip=lambda row: _("Venció el {day}").format(day=show(row.due_on)),
                ),
            ),
            _("Compromisos vencidos"),
            spare=("responsible", "head"),
        )
        self.table.activated_row.connect(lambda row: self.family(row.family_id))
        self.places.addWidget(self.table)

    def read(self, read: Read, asked: Asked) -> tuple[CommitmentRow, ...]:
        """Return the commitments longest overdue."""
        rows: tuple[CommitmentRow, ...] = read(queries.overdue_commitments, asked.scope, asked.day, size=_MOST).rows
        return rows

    def fill(self, found: tuple[CommitmentRow, ...]) -> None:
        """List them."""
        self.table.show_rows(found)
        if found:
            self.show_content()
        else:
            self.say("circle-check", _("No hay compromisos vencidos."))

    def tell(self, figures: Workload) -> None:
        """Say how many there are in how many families."""
        count, families = figures.overdue_commitments, figures.overdue_families
        inside = ngettext("{n} en {m} familia", "{n} en {m} familias", families)
        self.heading(inside.format(n=thousands(count), m=thousands(families)) if count else "")
        text = ngettext("Ver el vencido", "Ver los {n} vencidos", count).format(n=thousands(count))
        self.label_link(self.link, text if count else "")

    def _open_list(self) -> None:
        scope = self._asked.scope
        whose = {"municipality_id": scope.municipality_id, "cogestor_id": scope.cogestor_id}
        self.go.emit("commitments", {"due": Due.OVERDUE, **whose})


class OpenVisitsCard(BoardCard):
    """Visits that were begun and not closed."""

    def __init__(self) -> None:
        super().__init__(_("Visitas abiertas"))
        self.link = self.add_hidden_link(lambda: self.visits(VisitList.OPEN))
        self.column = ScrollColumn()
        self.column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.places.addWidget(self.column)

    def read(self, read: Read, asked: Asked) -> tuple[VisitRow, ...]:
        """Return the visits open for longest."""
        rows: tuple[VisitRow, ...] = read(queries.visit_list, VisitList.OPEN, asked.scope, asked.day, size=_MOST).rows
        return rows

    def fill(self, found: tuple[VisitRow, ...]) -> None:
        """List them with the way back into each."""
        self.column.clear()
        for number, visit in enumerate(found):
            if number:
                self.column.add(Hairline())
            self.column.add(self._row(visit))
        self.column.finish()
        if found:
            self.show_content()
        else:
            self.say("circle-check", _("No hay visitas sin cerrar."))

    def tell(self, figures: Workload) -> None:
        """Say how many there are."""
        count = figures.open_visits
        self.heading(thousands(count) if count else "")
        self.label_link(self.link, _("Ver la lista") if count else "")

    def _row(self, visit: VisitRow) -> QWidget:
        px, today = theme().px, self._asked.day
        row = QWidget()
        lines = QVBoxLayout()
        lines.setSpacing(px(1))
        lines.addWidget(ElidedLabel(visit.head, "body_strong"))
        lines.addWidget(ElidedLabel(words.where_it_stands(visit), "s", "text2"))
        days = words.days_open(visit.opened_at, today)
        tone = "danger" if days >= _TOO_LATE else "warning" if days >= _LATE else "text3"
        since = QHBoxLayout()
        since.setSpacing(px(4))
        since.addWidget(Picture("alert-triangle" if days >= _TOO_LATE else "clock", tone, 13))
        since.addWidget(Label(words.opened(visit, today), "s", tone), 1)
        lines.addLayout(since)
        follow = Button(_("Seguir"), None, lambda: self.go.emit("visit", {"visit_id": visit.visit_id}), size="small")
        set_name(follow, _("Seguir la visita de {name}").format(name=visit.head))
        writes(follow)
        across = QHBoxLayout(row)
        across.setContentsMargins(px(12), px(6), px(12), px(6))
        across.addLayout(lines, 1)
        across.addWidget(follow, 0, Qt.AlignmentFlag.AlignTop)
        return row


class WeekCard(BoardCard):
    """The agreed visits of today and the six days that follow, by day."""

    def __init__(self) -> None:
        super().__init__(_("Semana"))
        self.link = self.add_hidden_link(lambda: self.visits(VisitList.WEEK))
        self.list = LineList(_("Visitas acordadas de la semana"))
        self.list.opened.connect(lambda key: self.family(key[0], tab="visits"))
        self.places.addWidget(self.list)

    def read(self, read: Read, asked: Asked) -> tuple[VisitRow, ...]:
        """Return the agreed visits of the week."""
        rows: tuple[VisitRow, ...] = read(queries.visit_list, VisitList.WEEK, asked.scope, asked.day, size=_MOST).rows
        return rows

    def fill(self, found: tuple[VisitRow, ...]) -> None:
        """List them under their days."""
        lines, before = [], None
        for visit in found:
            day = visit.planned_on or self._asked.day
            badge = None if day == before else (day_name(day)[:3], str(day.day))
            spoken = f"{day_name(day)} {show(day)}, {visit.head}, {words.agreed(visit)}"
            key = visit.family_id, visit.visit_id
            lines.append(Line(key, visit.head, words.agreed(visit), badge=badge, aside=True, spoken=spoken))
            before = day
        self.list.show_lines(lines)
        if found:
            self.show_content()
        else:
            self.say("calendar", _("No hay visitas acordadas para estos siete días."))

    def tell(self, figures: Workload) -> None:
        """Say how many there are."""
        count = figures.week_visits
        self.heading(ngettext("{n} visita", "{n} visitas", count).format(n=thousands(count)) if count else "")
        self.label_link(self.link, _("Agenda") if count else "")


class ResumeCard(BoardCard):
    """Where this person was: plans left in draft and the families opened last."""

    def __init__(self) -> None:
        super().__init__(_("Continuar donde iba"))
        self.list = LineList(_("Continuar donde iba"))
        self.list.opened.connect(self._open)
        self.places.addWidget(self.list)

    def read(self, read: Read, asked: Asked) -> tuple[Unfinished, ...]:
        """Return plans in draft and families."""
        found: tuple[Unfinished, ...] = read(unfinished, asked.scope, asked.opened)
        return found

    def fill(self, found: tuple[Unfinished, ...]) -> None:
        """List them."""
        lines = []
        for one in found:
            place = ", ".join(part for part in (one.settlement, one.municipality) if part)
            draft = _("Plan familiar v{n} en borrador").format(n=one.draft) if one.draft is not None else ""
            icon = "file-text" if draft else "users"
            lines.append(Line((one.family_id, one.draft), one.head or one.folio, draft or place, icon=icon))
        self.list.show_lines(lines)
        if found:
            self.show_content()
        else:
            self.say("history", _("Aquí quedan las últimas familias que abra y los planes que deje en borrador."))

    def _open(self, key: tuple[UUID, int | None]) -> None:
        family, draft = key
        if draft is None:
            self.family(family)
        else:
            self.family(family, tab="plan")
