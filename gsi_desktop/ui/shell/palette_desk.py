"""What the palette offers: pages and commands at once, people from the database as they are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import PaperState
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import Recent
from gsi_desktop.services.core.views import ViewInfo, views
from gsi_desktop.ui.kit.formats import shown_document
from gsi_desktop.ui.shell.commands import Commands
from gsi_desktop.ui.shell.context import UiContext
from gsi_desktop.ui.shell.pages import PageSpec
from gsi_desktop.ui.shell.palette import Group, Palette
from gsi_desktop.ui.shell.palette_entries import Entry, matching
from gsi_desktop.ui.shell.palette_events import event_entries
from gsi_desktop.ui.shell.palette_lists import list_entries, open_list

_PEOPLE = 8
_RECENT_FAMILIES = 5
_FEWEST_LETTERS = 2
_RECORDING = "life_event"
_LISTS = frozenset({"list", "view"})
_PASSING = frozenset({"paper", "event"})
_ACTIONS = frozenset({"command", "event"})


class PaletteDesk(QObject):
    """Feeds the palette and carries out what is chosen. ``opened`` fires when an entry was taken."""

    opened = Signal(object)

    def __init__(
        self,
        window: QWidget,
        pages: Sequence[PageSpec],
        commands: Commands,
        context: UiContext,
        on_screen: Callable[[], UUID | None],
    ) -> None:
        """Offer ``pages`` and ``commands``, and life events of the family ``on_screen``."""
        super().__init__(window)
        self._on_screen = on_screen
        self.palette = Palette(window)
        self._commands = commands
        self._context = context
        listed = [page for page in pages if page.group or page.offered]
        self._fixed = [Entry("page", page.area, page.title, icon=page.icon) for page in listed] + [
            Entry("command", command.key, command.words, icon=command.icon, keys=command.keys)
            for command in commands.offered()
        ]
        if any(page.area == "families" for page in pages):
            self._fixed += list_entries()
        self._records = any(page.area == _RECORDING for page in pages)
        self._views: list[Entry] = []
        self._families: dict[str, Entry] = {}
        self._named = False
        self._chosen: Callable[[UUID], object] | None = None
        self.palette.asked.connect(self._look_for)
        self.palette.chosen.connect(self._take)

    def open(self, typed: str = "") -> None:
        """Show the palette."""
        self._chosen = None
        services = self._context.services
        self._context.runner.read(
            self, lambda: services.read(views, services.actor), self._know_views, lambda _error: None, key="views"
        )
        self.palette.open(typed)

    def choose_family(self, chosen: Callable[[UUID], object]) -> None:
        """Show the palette to look for a family alone and call ``chosen`` with its id; nothing when it is closed."""
        self._chosen = chosen
        self.palette.open(hint=_("Escriba el nombre, el documento o el folio de la familia"))

    # --- finding

    def _look_for(self, typed: str) -> None:
        if not typed.strip():
            self._offer_recent()
            return
        fixed = self._matching_fixed(typed)
        if len(typed.strip()) < _FEWEST_LETTERS:
            self.palette.fill([*fixed, (_("Personas y familias"), [self._note(_("Escriba dos letras o más."))])])
            return
        self.palette.fill(fixed, settled=False)
        self._context.runner.read(
            self,
            partial(self._context.services.read, _people, typed),
            partial(self._show_people, typed, fixed),
            key="palette",
        )

    def _matching_fixed(self, typed: str) -> list[Group]:
        events = event_entries(of_family=self._on_screen() is not None) if self._records else []
        everything = [*self._fixed, *events, *self._views]
        found = [] if self._chosen is not None else matching(everything, typed)
        return [
            (_("Páginas"), [entry for entry in found if entry.kind == "page"]),
            (_("Listas"), [entry for entry in found if entry.kind in _LISTS]),
            (_("Acciones"), [entry for entry in found if entry.kind in _ACTIONS]),
        ]

    def _show_people(self, typed: str, fixed: list[Group], found: tuple[list[Entry], list[Entry], bool]) -> None:
        if typed != self.palette.typed:
            return
        people, papers, more = found
        self._families.update({entry.key: entry for entry in people})
        if more:
            people = [*people, self._note(_("Hay más. Escriba otro nombre o el documento."))]
        elif not people and not papers and not any(entries for _heading, entries in fixed):
            text = _("Nada coincide con «{typed}». Pruebe con un apellido, el documento o el folio.")
            people = [self._note(text.format(typed=typed.strip()))]
        read = [(_("Papeles"), papers)] if papers and self._chosen is None else []
        self.palette.fill([*read, *fixed, (_("Personas y familias"), people)])

    @staticmethod
    def _note(text: str) -> Entry:
        return Entry("note", "", text, icon="info-circle")

    # --- recent

    def _offer_recent(self) -> None:
        """Offer what was opened lately, then everything; names of families are read once, they are not stored."""
        recent = self._context.settings.current.recent
        unknown = [entry.key for entry in recent if entry.kind == "family" and entry.key not in self._families]
        self._fill_recent()
        if unknown and not self._named:
            self._named = True
            work = partial(self._context.services.read, _named_families, unknown[:_RECENT_FAMILIES])
            self._context.runner.read(self, work, self._know, lambda _error: None, key="recent")

    def _know(self, families: list[Entry]) -> None:
        self._families.update({entry.key: entry for entry in families})
        if self.palette.isVisible() and not self.palette.typed:
            self._fill_recent()

    def _know_views(self, found: tuple[ViewInfo, ...]) -> None:
        self._views = [
            Entry("view", f"{one.area}:{one.view_id}", one.name, one.owner if one.shared else "", "bookmark")
            for one in found
        ]
        if self.palette.isVisible() and not self.palette.typed and self._chosen is None:
            self._fill_recent()

    def _fill_recent(self) -> None:
        known = {(entry.kind, entry.key): entry for entry in (*self._fixed, *self._views, *self._families.values())}
        asked = {"family"} if self._chosen is not None else {"family", "page", "command", "list", "view"}
        kept = self._context.settings.current.recent
        wanted = [(recent.kind, recent.key) for recent in kept if recent.kind in asked]
        recent = [known[key] for key in wanted if key in known][:_RECENT_FAMILIES]
        rest = [entry for entry in (*self._fixed, *self._views) if entry not in recent and self._chosen is None]
        self.palette.fill(
            [
                (_("Recientes"), recent),
                (_("Páginas"), [entry for entry in rest if entry.kind == "page"]),
                (_("Listas"), [entry for entry in rest if entry.kind in _LISTS]),
                (_("Acciones"), [entry for entry in rest if entry.kind == "command"]),
            ]
        )

    def _take(self, entry: Entry) -> None:
        chosen, self._chosen = self._chosen, None
        if chosen is not None:
            chosen(UUID(entry.key))
            return
        if entry.kind in _PASSING:
            self._go(entry)
            self.opened.emit(entry)
            return
        settings = self._context.settings
        settings.put(settings.current.remembering(Recent(entry.kind, entry.key)))
        if entry.kind == "family":
            self._context.navigate("family", family_id=UUID(entry.key))
        elif entry.kind == "page":
            self._context.navigate(entry.key)
        elif entry.kind == "view":
            area, _mark, view = entry.key.partition(":")
            self._context.navigate(area, view=UUID(view))
        elif entry.kind == "list":
            whose = settings.current.cogestor
            open_list(
                entry.key, UUID(whose) if whose else None, self._context.services.clock.today(), self._context.navigate
            )
        else:
            self._commands.action(entry.key).trigger()
        self.opened.emit(entry)

    def _go(self, entry: Entry) -> None:
        """Do what is not remembered: key a paper, or record what happened to a family."""
        if entry.kind == "paper":
            self._context.navigate("keying", code=entry.key)
            return
        family, record = self._on_screen(), partial(self._record, entry.key)
        if family is not None:
            record(family)
        else:
            self.choose_family(record)

    def _record(self, kind: str, family: UUID) -> None:
        self._context.navigate(_RECORDING, family_id=family, event=kind)


def _people(session: Any, typed: str) -> tuple[list[Entry], list[Entry], bool]:
    """Return the people and families ``typed`` finds, the paper it is the code of, and whether there are more."""
    from gsi_desktop.services.families import finding

    if papers := _papers(session, typed):
        return papers[-1:], papers[:-1], False
    found = finding.search(session, typed, _PEOPLE)
    return [_person(hit) for hit in found.hits], [], found.more


def _papers(session: Any, typed: str) -> list[Entry]:
    """Return the form of a code that was read or typed whole, then its family; of other papers only the family."""
    from gsi_desktop.services.paperwork import queries, rules, wording

    if not rules.looks_like_code(typed):
        return []
    try:
        row = queries.paper_by_code(session, typed)
    except ExpectedError:
        return []
    title = _("Papel {code}").format(code=row.code)
    told = " · ".join(part for part in (wording.kind(row.kind), row.head, wording.state(row.state)) if part)
    family = Entry("family", str(row.family_id), row.head or row.folio, f"{row.folio} · {title}", "users")
    keyed = row.state in (PaperState.PENDING, PaperState.KEYED, PaperState.SKIPPED)
    return [*([Entry("paper", row.code, title, told, "barcode")] if keyed else []), family]


def _person(hit: Any) -> Entry:
    document = f"{hit.document_type} {shown_document(hit.document)}".strip() if hit.document else ""
    detail = " · ".join(part for part in (document, hit.folio, hit.municipality) if part)
    return Entry("family", str(hit.family_id), hit.name, detail, "user")


def _named_families(session: Any, keys: Sequence[str]) -> list[Entry]:
    """Return the families of ``keys`` that still exist, with head, folio and municipality."""
    from gsi_desktop.services.families import queries

    entries = []
    for key in keys:
        try:
            family = queries.dossier(session, UUID(key))
        except ExpectedError:
            continue
        head = family.head.full_name if family.head is not None else _("Familia sin integrantes")
        entries.append(Entry("family", key, head, f"{family.folio} · {family.municipality}", "users"))
    return entries
