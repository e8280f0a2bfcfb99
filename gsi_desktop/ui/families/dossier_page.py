"""The dossier of a family: header, Resumen, Integrantes with the forms that correct them, and the parts of others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.drafts import Draft
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.ui.families import words
from gsi_desktop.ui.families.contact_editor import ContactEditor
from gsi_desktop.ui.families.header_card import HeaderCard
from gsi_desktop.ui.families.members_tab import MembersTab
from gsi_desktop.ui.families.overview import OverviewDesk
from gsi_desktop.ui.families.person_editor import PersonEditor
from gsi_desktop.ui.families.print_menu import PrintMenu
from gsi_desktop.ui.families.summary_tab import SummaryTab
from gsi_desktop.ui.families.tabs import DossierTabs
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import ChangeWatch
from gsi_desktop.ui.shell.parts import dossier_parts

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.data import FamilyOrigin
    from gsi_desktop.ui.shell.context import UiContext

_PATIENCE_MS: Final = 300


class DossierPage(Page):
    """The page of one family.

    Arguments: ``family_id``, and optionally ``tab`` (summary, members or the key of a part), ``person_id`` for the
    members, and what the part takes.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Ficha de la familia"))
        self._context = context
        self._family: UUID | None = None
        self._dossier: Dossier | None = None
        self._person: UUID | None = None
        self._stale = False
        self._to_edit = ""
        self._offers: list[InfoBar] = []
        self._led_here = HeldBar(self)
        today = context.services.clock.today
        self.card = HeaderCard()
        self.contact = ContactEditor(context)
        self.person = PersonEditor(context)
        self.summary = SummaryTab(context, self.contact, today)
        self.members = MembersTab(self.person, today)
        self.tabs = DossierTabs(context)
        self.overview = OverviewDesk(context, self.card, self.summary, self)
        self._places = Places()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a family; what was typed about another one is kept. ``edit`` opens a form that has a draft."""
        family, tab, person = kwargs.pop("family_id", None), kwargs.pop("tab", None), kwargs.get("person_id")
        self._to_edit = str(kwargs.pop("edit", ""))
        if not isinstance(family, UUID):
            raise TypeError("family_id")
        if family != self._family:
            self._leave()
            self._family, self._dossier = family, None
        self.tabs.hold(family)
        at_members = tab == "members" or tab is None
        self._person = person if isinstance(person, UUID) and at_members else None
        if isinstance(tab, str):
            self.tabs.go_to(tab, **kwargs)
        elif self._person is not None:
            self.tabs.go_to("members")
        elif self._dossier is None:
            self.tabs.go_to("summary")
        self.tabs.show_part()
        self.reload()

    def page_shown(self) -> None:
        """Bring the page up to date and give the keyboard to the members, unless a form had it."""
        if self._stale:
            self.reload()
        if self.tabs.part_in_front():
            return
        focus = self.focusWidget()
        if focus is None or not (self.contact.isAncestorOf(focus) or self.person.isAncestorOf(focus)):
            table = self.summary.table if self.tabs.currentIndex() == 0 else self.members.table
            table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def roomy(self) -> bool:
        """Whether the tab at the front is a work screen."""
        return self.tabs.roomy

    @property
    def family(self) -> UUID | None:
        """The family that is open."""
        return self._family

    def breadcrumb(self) -> list[str]:
        """Return the family after the list it comes from."""
        name = words.place_name(self._dossier) if self._dossier is not None else self.title
        return [_("Familias"), name]

    # --- reading

    def reload(self) -> None:
        """Read the family anew."""
        family = self._family
        if family is None:
            return
        self._stale = False
        self._patience.start()
        read = self._context.services.read
        self._context.runner.read(
            self, lambda: read(queries.dossier, family), self._arrived, self._failed, key="dossier"
        )

    def _arrived(self, dossier: Dossier) -> None:
        if dossier.status is FamilyStatus.MERGED:
            self._follow_merge(dossier)
            return
        self._patience.stop()
        first = self._dossier is None
        self._dossier = dossier
        self.set_title(words.family_name(dossier))
        self.card.show_family(dossier, self._context.services.clock.today())
        self.summary.show_family(dossier)
        self.overview.show_family(dossier)
        self.members.show_family(dossier)
        if first and dossier.members:
            self.summary.table.go_to_row(0)
        self.tabs.setTabText(1, f"{_('Integrantes')}  {len(dossier.members)}")
        person, self._person = self._person, None
        if person is not None:
            self.members.choose(person)
        self._places.setCurrentIndex(0)
        if first:
            self._offer_drafts()
        self._go_on_editing(person)
        self._read_origin(dossier.family_id)
        self._read_former(dossier.family_id)

    def _follow_merge(self, dossier: Dossier) -> None:
        """Show the family that this one was merged into, and say so."""
        from gsi_desktop.services.families.merged import Survivor, survivor

        def told(kept: Survivor | None) -> None:
            if kept is None or dossier.family_id != self._family:
                return
            self.page_args(family_id=kept.family_id)
            said = _("La familia {folio} se unió a esta.").format(folio=dossier.folio)
            shown = (_("Ver las uniones"), lambda: self._context.navigate("duplicates", merges=True))
            self._led_here.show(InfoBar("info", said, actions=(shown,)))

        read = self._context.services.read
        self._context.runner.read(self, lambda: read(survivor, dossier.family_id), told, self._failed, key="dossier")

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        said = explain(error, self._context.runner)
        self._show_block(
            EmptyState(
                "alert-circle",
                said or _("La ficha no se pudo leer."),
                (_("Volver a Familias"), lambda: self._context.navigate("families")),
            )
        )

    def _read_origin(self, family: UUID) -> None:
        from gsi_desktop.services.exchange.queries import family_origin

        read = self._context.services.read

        def told(origins: tuple[FamilyOrigin, ...]) -> None:
            if family == self._family:
                self.summary.show_origin(origins)

        self._context.runner.read(self, lambda: read(family_origin, family), told, key="origin")

    def _read_former(self, family: UUID) -> None:
        from gsi_desktop.services.families.events import FormerMember, former_members

        read = self._context.services.read

        def told(people: tuple[FormerMember, ...]) -> None:
            if family == self._family:
                self.members.show_former(people)

        self._context.runner.read(self, lambda: read(former_members, family), told, key="former")

    def _record_life(self, kind: str, person: UUID | None) -> None:
        self._context.navigate("life_event", family_id=self._family, event=str(kind), person_id=person)

    # --- correcting

    def edit_contact(self) -> None:
        """Open the contact form beside the summary."""
        dossier = self._dossier
        if dossier is not None and self.contact.subject is None:
            self.tabs.setCurrentIndex(0)
            self.contact.open_family(dossier, words.family_name(dossier))
            self.summary.fit()
            self._drop_offers()

    def _go_on_editing(self, person: UUID | None) -> None:
        """Open the form a draft asked for."""
        form, self._to_edit = self._to_edit, ""
        if form == "contact":
            self.edit_contact()
        elif form == "person" and person is not None:
            self._edit_person(person)

    def _edit_person(self, person: UUID) -> None:
        self.tabs.setCurrentIndex(1)
        self.members.choose(person)
        self.members.edit()
        self._offer_drafts()  # but not what is open now

    def _leave(self) -> None:
        """Close both forms, keeping what was typed."""
        self.contact.close_panel()
        self.person.close_panel()
        self.tabs.leave()
        self._drop_offers()
        self._led_here.drop()

    # --- drafts

    def _offer_drafts(self) -> None:
        """Offer what was typed about this family and its people and not saved."""
        self._drop_offers()
        dossier = self._dossier
        if dossier is None:
            return
        drafts = self._context.drafts
        contact = drafts.get(self.contact.draft_form, str(dossier.family_id))
        if self.contact.subject is None and contact is not None:
            self._offer(_("El contacto de esta familia tiene cambios sin guardar."), contact, self.edit_contact)
        for member in dossier.members:
            draft = drafts.get(self.person.draft_form, str(member.person_id))
            if draft is not None and self.person.subject != member.person_id:
                said = _("Los datos de {name} tienen cambios sin guardar.").format(name=member.full_name)
                self._offer(said, draft, partial(self._edit_person, member.person_id))

    def _offer(self, said: str, draft: Draft, resume: Callable[[], object]) -> None:
        def drop() -> None:
            self._context.drafts.drop(*draft.key)
            self._offer_drafts()

        bar = InfoBar("info", said, actions=[(_("Continuar"), resume), (_("Descartar"), drop)], icon="edit")
        self._offers.append(self.show_bar(bar))

    def _drop_offers(self) -> None:
        for bar in self._offers:
            self.remove_bar(bar)
        self._offers.clear()

    def _form_closed(self) -> None:
        """Offer again what was left in the form that closed."""
        self._offer_drafts()
        if self.tabs.currentIndex() == 0 and self.summary.isVisible():
            self.summary.edit_link.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside

    def _changed_elsewhere(self, changes: ChangeSet) -> None:
        if self._family is None or not (changes.many or self._family in changes.families):
            return
        if self.isVisible() and not self.tabs.roomy:
            self.reload()
        else:
            self._stale = True  # a part reads for itself what it shows

    def _show_block(self, block: QWidget) -> None:
        """Show ``block`` in place of the dossier."""
        self._places.show_block(block)

    def _say_loading(self) -> None:
        if self._dossier is None:
            self._show_block(EmptyState("clock", _("Abriendo la ficha…")))

    def _lay_out(self) -> None:
        for label in self.findChildren(ElidedLabel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            label.hide()  # the card says it
        self.tabs.add("summary", self.summary, _("Resumen"))
        self.tabs.add("members", self.members, _("Integrantes"))
        self.tabs.add_parts(dossier_parts(), self)
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.card)
        self._column.addWidget(self.tabs, 1)
        self._places.addWidget(whole)
        self.body.addWidget(self._places, 1)
        self.contact.hide()
        self.person.hide()
        self._scale()

    def _connect(self) -> None:
        self._patience.timeout.connect(self._say_loading)
        self.tabs.turned.connect(self._turned)
        self.overview.counted.connect(self.tabs.set_count)
        self.overview.tab_asked.connect(lambda key, args: self.tabs.go_to(key, **args))
        self.summary.edit_asked.connect(self.edit_contact)
        self.summary.member_chosen.connect(self._show_person)
        self.members.life_asked.connect(self._record_life)
        self.summary.batches_asked.connect(lambda: self._context.navigate("batches"))
        for editor in (self.contact, self.person):
            editor.closed.connect(self._form_closed)
            editor.saved.connect(self.reload)
        printing = PrintMenu()
        self.card.buttons.insertWidget(0, printing)
        printing.asked.connect(self._print)
        self.card.copied.connect(lambda folio: self._context.notify("success", _("Folio copiado."), folio))
        ChangeWatch(self._context.services, self).changed.connect(self._changed_elsewhere)
        theme().changed.connect(self._scale)

    def _show_person(self, person: UUID) -> None:
        self.members.choose(person)
        self.tabs.setCurrentIndex(1)
        self.members.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self, paper: str, blank: bool) -> None:
        if self._family is not None:
            self._context.navigate("print", paper=paper, family_id=self._family, blank=blank)

    def _turned(self) -> None:
        """Fold the head for a part that wants its room."""
        self.card.set_compact(self.tabs.roomy, self.tabs.head_tools)
        if self._stale and not self.tabs.roomy:
            self.reload()
        self.room_changed.emit()

    def _scale(self) -> None:
        """Draw again what was made for another text size."""
        self._column.setSpacing(theme().px(8))
        self.tabs.setMinimumHeight(theme().px(120))  # what is below scrolls; the card must never be cut
        if self._dossier is not None:
            self.card.show_family(self._dossier, self._context.services.clock.today())
            self.summary.show_family(self._dossier)
