"""What to print, for whom, in what order and how: the left side of Imprimir en lote."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from gsi_desktop.models.enums import FamilyStatus, PaperKind, PaperOrder
from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import wording
from gsi_desktop.services.paperwork.data import Selection, WantedBatch
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label

GIVEN, ACTIVE, WEEK, OVERDUE = "given", "active", "week", "overdue"
_RESERVED: Final = "hmlv"


class WantedForm(Form):
    """``changed`` with every change. What a list handed over is offered first."""

    def __init__(self) -> None:
        super().__init__(reserved=_RESERVED)
        self._given: Selection | None = None
        self._given_name = ""
        self._places: tuple[tuple[str, str], ...] = ()
        self.add_widget(Label(_("Qué se imprime"), "card_title"))
        kinds = [CheckField(kind.value, wording.kind_in_short(kind)) for kind in PaperKind]
        for place in range(0, len(kinds), 2):
            self.add(*kinds[place : place + 2])
        self.add_widget(Label(_("Para quiénes"), "card_title"))
        self.add(ChoiceField("whom", _("Familias"), self._whom()))
        municipality = ChoiceField("municipality_id", _("Municipio"), [("", _("Todos"))])
        settlement = ChoiceField("settlement_id", _("Vereda o barrio"), [("", _("Todas"))])
        for field in (municipality, settlement):
            field.box.setMinimumWidth(0)
        self.add(municipality, settlement)
        self.add(ChoiceField("cogestor_id", _("Cogestor(a)"), [("", _("Todos"))]))
        self.add_widget(Label(_("Cómo"), "card_title"))
        self.add(ChoiceField("sort", _("Orden"), [(one, wording.order(one)) for one in PaperOrder]))
        ways = [(False, _("Un PDF con índice")), (True, _("Una carpeta, un PDF por familia"))]
        self.add(ChoiceField("per_family", _("Archivo"), ways))
        self.add(CheckField("separators", _("Hoja de portada por vereda o cogestor")))
        self.add(CheckField("duplex", _("Para imprimir por las dos caras")))
        self.set_values({"visit": True, "whom": ACTIVE, "sort": PaperOrder.PLACE, "per_family": False})
        for key in ("municipality_id", "settlement_id", "cogestor_id"):
            self.field(key).set_value("")
        self.offer_settlements(())
        self.field("whom").changed.connect(self._fit)
        self._fit()

    # --- what is offered

    def hand_over(self, selection: Selection | None, name: str, kinds: tuple[PaperKind, ...] = ()) -> None:
        """Offer the families of a list, called ``name``, and choose them."""
        self._given, self._given_name = selection, name
        whom = self.field("whom")
        assert isinstance(whom, ChoiceField)  # noqa: S101 - made above
        whom.set_options(self._whom())
        whom.set_value(GIVEN if selection is not None else ACTIVE)
        if kinds:
            self.set_values({kind.value: kind in kinds for kind in PaperKind})
        self._fit()

    def offer_places(self, municipalities: tuple[tuple[str, str], ...], cogestores: tuple[CogestorInfo, ...]) -> None:
        """Offer the municipalities and cogestores there are."""
        self._offer("municipality_id", [("", _("Todos")), *municipalities])
        people = [(one.cogestor_id, one.name) for one in cogestores if one.active or one.families]
        self._offer("cogestor_id", [("", _("Todos")), *people])

    def offer_settlements(self, settlements: tuple[tuple[UUID, str], ...]) -> None:
        """Offer the veredas of the municipality chosen; without one there is nothing to choose from."""
        self._offer("settlement_id", [("", _("Todas")), *settlements])
        self.field("settlement_id").box.setEnabled(bool(settlements))

    def _offer(self, key: str, options: list[tuple[Any, str]]) -> None:
        field = self.field(key)
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        field.set_options(options)
        if field.value() is None:
            field.set_value("")

    # --- what is wanted

    @property
    def municipality(self) -> str | None:
        """The municipality chosen."""
        return self.field("municipality_id").value() or None

    def wanted(self) -> WantedBatch:
        """Return what is chosen."""
        return WantedBatch(
            kinds=tuple(kind for kind in PaperKind if self.field(kind.value).value()),
            selection=self._selection(),
            sort=self.field("sort").value() or PaperOrder.PLACE,
            title=self._title(),
            separators=bool(self.field("separators").value()),
            duplex=bool(self.field("duplex").value()),
            per_family=bool(self.field("per_family").value()),
        )

    def _selection(self) -> Selection:
        whom = self.field("whom").value()
        if whom == GIVEN and self._given is not None:
            return self._given
        cogestor = self.field("cogestor_id").value() or None
        if whom in (WEEK, OVERDUE):
            scope = WorkScope(municipality_id=self.municipality, cogestor_id=cogestor)
            return Selection(visits=VisitList.WEEK if whom == WEEK else VisitList.OVERDUE, scope=scope)
        chosen = FamilyFilter(
            status=FamilyStatus.ACTIVE,
            municipality_id=self.municipality,
            settlement_id=self.field("settlement_id").value() or None,
            cogestor_id=cogestor,
        )
        return Selection(chosen=chosen)

    def _title(self) -> str:
        """Return how the batch is called on its index."""
        whom = self.field("whom")
        assert isinstance(whom, ChoiceField)  # noqa: S101 - made above
        if whom.value() == GIVEN:
            return self._given_name
        parts = [whom.box.words()]
        for key in ("municipality_id", "settlement_id", "cogestor_id"):
            field = self.field(key)
            if isinstance(field, ChoiceField) and field.value() and not field.isHidden():
                parts.append(field.box.words())
        return ", ".join(parts)

    def _whom(self) -> list[tuple[Any, str]]:
        given = [(GIVEN, self._given_name)] if self._given is not None else []
        return [
            *given,
            (ACTIVE, _("Familias activas")),
            (WEEK, _("Con visita acordada esta semana")),
            (OVERDUE, _("Con visita atrasada")),
        ]

    def _fit(self) -> None:
        whom = self.field("whom").value()
        for key, shown in (
            ("municipality_id", whom != GIVEN),
            ("settlement_id", whom == ACTIVE),
            ("cogestor_id", whom != GIVEN),
        ):
            self.field(key).setVisible(shown)
