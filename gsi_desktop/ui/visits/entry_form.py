"""The whole visit on one page, in the order of the paper; and the short form of attention at the office."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from gsi_desktop.models.enums import CommitmentSide, EducationTopic, Signature, VisitKind, VisitMedium, VisitOutcome
from gsi_desktop.services.accompaniment import rules, wording
from gsi_desktop.services.accompaniment.data import STEPS, AddCommitment, RecordVisit, ReviewCommitment, VisitContent
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.answers import Reply
from gsi_desktop.ui.kit.choiceboxes import numbered
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, Field, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.textfields import TextAreaField, TimeField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.commitment_item import Finding
from gsi_desktop.ui.visits.marks_field import MarksField
from gsi_desktop.ui.visits.paper_fields import ChecksField, QuestionField, ReviewField
from gsi_desktop.ui.visits.reads import Household
from gsi_desktop.ui.visits.step_closing import signers
from gsi_desktop.ui.visits.steps_talk import SESSIONS

if TYPE_CHECKING:
    from gsi_desktop.services.core.clock import Clock

_RESERVED = "goilvb"


class PaperForm(Form):
    """Base of both forms: cards with numbered titles, every error at once. ``saved_asked`` on Ctrl+Enter."""

    saved_asked = Signal()

    def __init__(self, home: Household, clock: Clock, notices: QVBoxLayout) -> None:
        super().__init__(reserved=_RESERVED, notices=notices)
        self.home = home
        self.clock = clock
        self._into: QVBoxLayout | None = None

    # --- what each form says

    def content(self) -> VisitContent:
        """Return what is typed; what will not do is left out."""
        raise NotImplementedError

    def errors(self) -> list[ExpectedError]:
        """Return what keeps it from being written, beyond what each field says of itself."""
        content = self.content()
        steps = STEPS if content.outcome is VisitOutcome.HELD else 0
        entries = self.home.dossier.enrolments
        entry = entries[0].entry_on if entries else date.min
        return rules.visit_errors(content, steps_done=steps, entry_on=entry, today=self.clock.today())

    def check_all(self) -> bool:
        """Check every field and the whole; show all that is wrong, the first with the keyboard."""
        found: dict[str, str] = {}
        for field in self.fields():
            if not field.check():
                found[field.key] = field.error
        known = {field.key for field in self.fields()}
        for error in self.errors():
            if error.field in known and error.field is not None:
                found.setdefault(error.field, messages.text(error.code, **error.params))
        for key, text in found.items():
            self.field(key).set_error(text)
        self.show_errors({})
        return not found

    def record(self) -> RecordVisit:
        """Return what to write; every field was checked before."""
        raise NotImplementedError

    def begun(self) -> bool:
        """Whether something was typed beyond what is proposed."""
        raise NotImplementedError

    # --- for both

    def card(self, title: str, *, flush: bool = False) -> QVBoxLayout:
        """Begin a part of the paper; fields added next stand in it."""
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        pad = 0 if flush else theme().px(size("spacing.m"))
        column.setContentsMargins(pad, theme().px(9), pad, theme().px(4 if flush else 11))
        column.setSpacing(theme().px(0 if flush else 9))
        heading = Label(title, "card_title")
        if flush:
            inset = theme().px(size("spacing.m"))
            heading.setContentsMargins(inset, 0, inset, theme().px(4))
        column.addWidget(heading)
        self.add_widget(card)
        self._into = column
        return column

    def put(self, *fields: Field, stretch: tuple[int, ...] = ()) -> None:
        """Add a row of fields to the part begun last; a stretch of 0 keeps a field as narrow as it is."""
        self.add(*fields, stretch=stretch, into=self._into)
        for field in fields:
            if isinstance(field, ChoiceField):  # as wide as there is room, not as its longest word
                field.box.setMinimumWidth(theme().px(76))

    def of(self, key: str, otherwise: Any = None) -> Any:
        """Return the value of a field, ``otherwise`` when it has none that will do."""
        with suppress(ExpectedError):
            value = self.field(key).value()
            return otherwise if value is None else value
        return otherwise

    def cogestor_field(self) -> ChoiceField:
        """Return the choice of who made it, the one in charge proposed."""
        field = ChoiceField("cogestor_id", _("Cogestor(a)"), words.cogestor_options(self.home.cogestores), width=300)
        if self.home.cogestor is not None:
            field.set_value(self.home.cogestor.cogestor_id)
        return field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Enter goes to the next field."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.saved_asked.emit()
        elif enter:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class EntryForm(PaperForm):
    """A visit from its paper."""

    def __init__(self, home: Household, clock: Clock, notices: QVBoxLayout) -> None:
        super().__init__(home, clock, notices)
        self.reviews: list[ReviewField] = []
        self._held()
        self._people()
        self._commitments()
        self._logros()
        self._talk()
        self._closing()
        self._first = self.content()

    def content(self) -> VisitContent:
        """Return what is typed of the visit."""
        questions = "".join(self.of(f"question{place}") or "-" for place in range(5))
        return VisitContent(
            kind=self.of("kind", VisitKind.FOLLOW_UP),
            occurred_on=self.of("occurred_on"),
            started_time=self.of("started_time", ""),
            ended_time=self.of("ended_time", ""),
            medium=self.of("medium"),
            place=self.of("place", ""),
            cogestor_id=self.of("cogestor_id"),
            present=self.of("present", ()),
            agreement_on=self.home.agreement_on or self.agreed(),
            opportunities=self.of("opportunities", ""),
            topic=self.of("topic"),
            topic_note=self.of("topic_note", ""),
            history=self.of("history", ""),
            notes=self.of("notes", ""),
            coresponsibility=questions,
            evaluation=self.of("evaluation", ""),
            outcome=self.of("outcome"),
            outcome_note=self.of("outcome_note", ""),
            next_on=self.of("next_on"),
            next_time=self.of("next_time", ""),
            next_kind=self.of("next_kind"),
            signature=self.of("signature"),
            signer_id=self.of("signer_id"),
        )

    def record(self) -> RecordVisit:
        """Return the visit to write; every field was checked before."""
        content = self.content()
        day = content.occurred_on or self.clock.today()
        reviews = [_review(field, field.value(), day) for field in self.reviews if not field.is_empty()]
        marks = self.field("marks")
        return RecordVisit(
            family_id=self.home.dossier.family_id,
            content=content,
            reviews=tuple(reviews),
            marks=() if marks.is_empty() else marks.value(),
        )

    def begun(self) -> bool:
        """Whether something was typed."""
        said = any(not field.is_empty() for field in self.reviews) or not self.field("marks").is_empty()
        return said or self.content() != self._first

    def agreed(self) -> date | None:
        """Return the day of the acuerdo that is on this paper."""
        on: date | None = self.of("agreement_on") if self.home.agreement_on is None else None
        return on

    def carry(self, occurred_on: date | None, cogestor_id: object, medium: object) -> None:
        """Propose what the paper before had: papers come in piles of one day and one cogestor."""
        if occurred_on is not None:
            self.field("occurred_on").set_value(occurred_on)
        if cogestor_id is not None:
            self.field("cogestor_id").set_value(cogestor_id)
        if medium is not None:
            self.field("medium").set_value(medium)
        self._first = self.content()

    def carried(self) -> tuple[date | None, object, object]:
        """Return what `carry` proposes on the next paper."""
        return self.of("occurred_on"), self.of("cogestor_id"), self.of("medium")

    # --- parts of the paper

    def _held(self) -> None:
        today = self.clock.today
        self.card(_("Paso 0. Fecha, lugar y medio"))
        kinds = [(one, wording.visit_kind(one)) for one in SESSIONS]
        outcomes = numbered([(one, wording.outcome(one)) for one in VisitOutcome])
        media = numbered([(one, wording.medium(one)) for one in VisitMedium])
        self.put(
            DateField("occurred_on", _("Fecha"), required=True, today=today, width=130),
            TimeField("started_time", _("Hora de inicio"), rules.wall_time),
            TimeField("ended_time", _("Hora final"), rules.wall_time),
            TextField("place", _("Lugar"), max_length=200),
            stretch=(2, 2, 2, 5),
        )
        self.put(
            ChoiceField("kind", _("Tipo de sesión"), kinds, required=True),
            ChoiceField("medium", _("Medio"), media, required=True),
            ChoiceField("outcome", _("Resultado"), outcomes, required=True),
            TextField("outcome_note", _("Si no se hizo, ¿por qué?"), max_length=400),
            stretch=(3, 3, 3, 4),
        )
        self.field("kind").set_value(self.home.next_kind)
        self.field("medium").set_value(VisitMedium.HOME)
        self.field("outcome").set_value(VisitOutcome.HELD)

    def _people(self) -> None:
        day = self.clock.today()
        people = numbered([(one.person_id, words.name_and_age(one, day)) for one in words.printed_order(self.home)])
        self.put(ChecksField("present", _("Quiénes están presentes (su número o espacio marca)"), people))
        self.card(_("Pasos 1 y 2. Saludo, encuadre y datos"))
        if self.home.agreement_on is None:
            self.put(DateField("agreement_on", _("Acuerdo de corresponsabilidad firmado el"), today=self.clock.today))
        elif self._into is not None:
            signed = _("El acuerdo de corresponsabilidad ya está firmado. Los datos se corrigen en la ficha.")
            self._into.addWidget(Label(signed, "s", "text2", wrap=True))

    def _commitments(self) -> None:
        rows = self.home.commitments
        self.card(_("Paso 3. Compromisos acordados: C cumplió, E en curso, N no cumplió"), flush=bool(rows))
        for row in rows:
            field = ReviewField(row, self.clock.today)
            self.reviews.append(field)
            self.put(field)
        if not rows and self._into is not None:
            self._into.addWidget(Label(_("Esta familia no tiene compromisos pendientes."), "s", "text3"))

    def _logros(self) -> None:
        self.card(_("Paso 4. Movimiento de logros"))
        label = _("Número, integrante, A P B D, cómo 1 a 4, y quién lo prestó u observación")
        if not self.home.board.baseline_closed:
            label = _("Falta cerrar la línea base: se hace en la pestaña Logros")
        self.put(MarksField("marks", label, self.home.board))

    def _talk(self) -> None:
        self.card(_("Pasos 5 a 7. Oportunidades, sesión educativa e historia"))
        topics = numbered([(one, wording.topic(one)) for one in EducationTopic])
        self.put(TextAreaField("opportunities", _("Oportunidades que se acercaron"), lines=2))
        self.put(
            ChoiceField("topic", _("Tema"), topics, width=260),
            TextField("topic_note", _("Qué se trabajó"), max_length=400),
            stretch=(2, 5),
        )
        self.put(TextAreaField("history", _("Historia del hogar"), lines=3))
        self.put(TextAreaField("notes", _("Notas de la visita"), lines=2))

    def _closing(self) -> None:
        self.card(_("Paso 8. Corresponsabilidad y cierre: S sí, N no"))
        for place, text in enumerate(wording.coresponsibility()):
            replies = [Reply("S", _("Sí"), "S", "success", "check"), Reply("N", _("No"), "N", "danger", "x")]
            self.put(QuestionField(f"question{place}", text, replies))
        self.put(TextAreaField("evaluation", _("Evaluación de la visita"), lines=2, max_length=400))
        kinds = [(one, wording.visit_kind(one)) for one in SESSIONS]
        self.put(
            DateField("next_on", _("Próxima visita"), today=self.clock.today, coming=True, width=130),
            TimeField("next_time", _("Hora"), rules.wall_time),
            ChoiceField("next_kind", _("Tipo de la próxima"), kinds, width=220),
            stretch=(2, 2, 6),
        )
        today = self.clock.today()
        self.put(
            ChoiceField("signature", _("Firma"), [(one, wording.signature(one)) for one in Signature], required=True),
            ChoiceField("signer_id", _("Quién firma"), signers(self.home.dossier, today)),
            self.cogestor_field(),
            stretch=(2, 3, 3),
        )
        head = self.home.dossier.head
        self.field("signer_id").set_value(head.person_id if head is not None else None)

    def check_all(self) -> bool:
        """A signature is asked only of a visit that was held."""
        self.field("signature").required = self.of("outcome") is VisitOutcome.HELD
        return super().check_all()


class WindowForm(PaperForm):
    """Atención en ventanilla: who came, what for, what was said, and what was agreed if anything."""

    def __init__(self, home: Household, clock: Clock, notices: QVBoxLayout) -> None:
        super().__init__(home, clock, notices)
        today = clock.today
        self.card(_("Atención en ventanilla"))
        people = [(one.person_id, words.name_and_age(one, today())) for one in home.dossier.members]
        self.put(
            DateField("occurred_on", _("Fecha"), required=True, today=today, width=130),
            TimeField("started_time", _("Hora"), rules.wall_time),
            ChoiceField("person", _("Quién vino"), people, required=True),
            self.cogestor_field(),
            stretch=(2, 2, 4, 4),
        )
        self.put(TextAreaField("asked", _("Qué preguntó o pidió"), lines=3, required=True))
        self.put(TextAreaField("answered", _("Qué se le respondió"), lines=3, required=True))
        self.card(_("Si quedó un compromiso"))
        self.put(TextField("action", _("Qué se hará"), max_length=400))
        sides = [(one, wording.side(one)) for one in CommitmentSide]
        self.put(
            ChoiceField("side", _("Quién se compromete"), sides),
            TextField("responsible", _("Responsable"), max_length=160),
            DateField("due_on", _("Para el día"), today=today, coming=True, width=150),
            stretch=(3, 4, 3),
        )
        self.card(_("Próxima visita"))
        self.put(
            DateField("next_on", _("Día"), today=today, coming=True, width=130),
            TimeField("next_time", _("Hora"), rules.wall_time),
            stretch=(1, 4),
        )
        self.field("occurred_on").set_value(today())
        self.field("side").set_value(CommitmentSide.FAMILY)

    def content(self) -> VisitContent:
        """Return the attention as a visit of its kind."""
        person = self.of("person")
        asked, answered = self.of("asked", ""), self.of("answered", "")
        told = [(_("Pidió: {text}"), asked), (_("Se respondió: {text}"), answered)]
        notes = "\n".join(name.format(text=text) for name, text in told if text)
        return VisitContent(
            kind=VisitKind.WINDOW,
            occurred_on=self.of("occurred_on"),
            started_time=self.of("started_time", ""),
            medium=VisitMedium.OFFICE,
            cogestor_id=self.of("cogestor_id"),
            present=(person,) if person is not None else (),
            notes=notes,
            outcome=VisitOutcome.HELD,
            next_on=self.of("next_on"),
            next_time=self.of("next_time", ""),
        )

    def errors(self) -> list[ExpectedError]:
        """Add what a commitment lacks once one is begun."""
        found = super().errors()
        commitment = self.commitment()
        if commitment is None:
            return found
        if self.of("due_on") is None:
            found.append(ExpectedError("date_missing", field="due_on"))
        elif commitment.due_on < commitment.on:
            found.append(ExpectedError("due_before_agreed", field="due_on", day=words.long_day(commitment.on)))
        return [*found, *rules.commitment_errors(commitment)]

    def commitment(self) -> AddCommitment | None:
        """Return the commitment agreed, None when nothing was typed of one."""
        if not (self.of("action") or self.of("responsible") or self.of("due_on")):
            return None
        on = self.of("occurred_on") or self.clock.today()
        return AddCommitment(
            family_id=self.home.dossier.family_id,
            achievement=None,
            person_id=None,
            side=self.of("side", CommitmentSide.FAMILY),
            action=self.of("action", ""),
            responsible=self.of("responsible", ""),
            due_on=self.of("due_on") or on,
            on=on,
        )

    def record(self) -> RecordVisit:
        """Return the attention to write."""
        return RecordVisit(family_id=self.home.dossier.family_id, content=self.content())

    def begun(self) -> bool:
        """Whether something was typed."""
        return any(self.of(key) for key in ("asked", "answered", "action", "responsible", "person"))


def _review(field: ReviewField, found: Finding, day: date) -> ReviewCommitment:
    return ReviewCommitment(
        commitment_id=field.row.commitment_id,
        result=found.result,
        on=day,
        reason=found.reason,
        note=found.note,
        new_due_on=found.new_due_on,
    )
