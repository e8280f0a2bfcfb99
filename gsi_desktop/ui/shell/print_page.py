"""Print preview in the window: one paper of a family as it prints, to be printed or kept as PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit import printing
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.dialogs import ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import CheckField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.paper import PaperView
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.shell import papers
from gsi_desktop.ui.shell.papers import Kind, Made, Wanted

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_WITH_CONDITIONS: Final = (papers.FAMILY_PLAN, papers.BASELINE)
_NEXT_VISIT: Final[Kind] = (papers.VISIT, False)


class PrintPage(Page):
    """Arguments: ``paper`` and ``family_id``; optionally those of `papers.Wanted` but what is on screen only."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Vista previa"), _("Así sale en la impresora, en papel carta."))
        self._context = context
        self._wanted: Wanted | None = None
        self._made: Made | None = None
        self._listed = ""
        self.paper = PaperView(_("Papel"), context.runner)
        self.choices: dict[Kind, QRadioButton] = {}
        self.conditions = CheckField(
            "conditions",
            _("Con la columna &Condición"),
            hint=_("Tiene datos reservados. Imprímala solo para quien los puede ver."),
        )
        self.file_name = Label("", "body_strong", wrap=True)
        self.sheets = Label("", "body", "text2")
        self.progress = ProgressPanel()
        self.print_button = self.add_action(
            _("&Imprimir"), "printer", self.print_paper, primary=True, shortcut="Ctrl+P"
        )
        self.save_button = self.add_action(_("&Guardar PDF"), "download", self.save_pdf, shortcut="Ctrl+S")
        self._lay_out()
        QShortcut(QKeySequence("Esc"), self, self.go_back, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.paper.drawn.connect(self._drawn)
        self.conditions.changed.connect(self._choose)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Show a paper of a family."""
        family, paper = kwargs.get("family_id"), kwargs.get("paper")
        if not isinstance(family, UUID) or not isinstance(paper, str):
            raise TypeError("paper, family_id")
        number, visit, person = kwargs.get("number"), kwargs.get("visit_id"), kwargs.get("person_id")
        if self._wanted is None or self._wanted.family_id != family:
            self._listed = ""
        self._wanted = Wanted(
            paper,
            family,
            number=number if isinstance(number, int) else None,
            visit_id=visit if isinstance(visit, UUID) else None,
            person_id=person if isinstance(person, UUID) else None,
            blank=bool(kwargs.get("blank")),
        )
        self.conditions.set_value(False)
        self.choices[_NEXT_VISIT].setText(_("La visita") if self._wanted.visit_id else papers.titles()[_NEXT_VISIT])
        self.choices[paper, self._wanted.blank].setChecked(True)
        self.reload()

    def page_shown(self) -> None:
        """Give the keyboard to the paper, so that it scrolls at once."""
        self.paper.desk.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def family(self) -> UUID | None:
        """The family whose paper shows."""
        return self._wanted.family_id if self._wanted is not None else None

    def breadcrumb(self) -> list[str]:
        """Return the family between the list and the paper."""
        return [_("Familias"), *([self._listed] if self._listed else []), self.title]

    def crumb_targets(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Lead from the family's name to its dossier."""
        if self._wanted is None or not self._listed:
            return {}
        return {self._listed: ("family", {"family_id": self._wanted.family_id})}

    def go_back(self) -> None:
        """Return to the family whose paper it is; its page is where it was left."""
        if self._wanted is not None:
            self._context.navigate("family", family_id=self._wanted.family_id)

    # --- the paper

    def reload(self) -> None:
        """Draw the paper from what is stored now."""
        wanted = self._wanted
        if wanted is None:
            return
        self._made = None
        self._show_ready()
        self.conditions.setVisible(wanted.paper in _WITH_CONDITIONS and not wanted.blank)
        services, read = self._context.services, self._context.runner.read
        read(self, partial(papers.pdf_of, services, wanted), self._arrived, self._failed, key="pdf")
        if not self._listed:
            work = partial(services.read, _listed_name, wanted.family_id)
            read(self, work, self._named, key="name")

    def _arrived(self, made: Made) -> None:
        self._made = made
        self.paper.show_pdf(made.pdf)
        self.file_name.setText(f"{made.name}.pdf")

    def _named(self, listed: str) -> None:
        self._listed = listed

    def _drawn(self) -> None:
        count = self.paper.pages
        self.sheets.setText(ngettext("{n} hoja tamaño carta", "{n} hojas tamaño carta", count).format(n=count))
        self._show_ready()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self.file_name.setText("")
        self.sheets.setText("")
        self.paper.say("alert-circle", said or _("El papel no se pudo hacer."), (_("Intentar de nuevo"), self.reload))

    def _choose(self) -> None:
        """Show the paper that is chosen."""
        wanted = self._wanted
        kind = next((kind for kind, button in self.choices.items() if button.isChecked()), None)
        if wanted is None or kind is None:
            return
        paper, blank = kind
        self._wanted = Wanted(
            paper,
            wanted.family_id,
            number=wanted.number if paper == papers.FAMILY_PLAN else None,
            visit_id=wanted.visit_id,
            blank=blank,
            conditions=self.conditions.value() and paper in _WITH_CONDITIONS and not blank,
        )
        self.reload()

    def _show_ready(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(self._made is not None)

    # --- printing and keeping

    def print_paper(self) -> None:
        """Ask for the printer and print."""
        made = self._made
        if made is None:
            return
        if not printing.has_printers():
            detail = _("Instale una, o guarde el PDF e imprímalo en otro equipo.")
            actions = [(_("Guardar PDF"), self.save_pdf)]
            self._context.notify("warning", _("Este equipo no tiene impresora."), detail, actions)
            return
        printer = printing.ask_printer(self, made.name, self.paper.pages)
        if printer is not None:
            self.send(printer)

    def send(self, printer: Any) -> None:
        """Send the paper to ``printer`` in the background."""
        made = self._made
        if made is None:
            return
        handle = self._context.runner.long(
            self,
            partial(printing.print_pdf, made.pdf, printer),
            self._printed,
            partial(self._lost, _("El papel no se imprimió.")),
            progress=self.progress.show_step,
            cancelled=self._cancelled,
        )
        self.progress.start(_("Enviando a la impresora…"), handle)

    def _printed(self, count: int) -> None:
        self.progress.finish()
        said = ngettext("Se envió {n} hoja a la impresora.", "Se enviaron {n} hojas a la impresora.", count)
        self._context.notify("success", said.format(n=count), self._made.name if self._made else "")

    def _cancelled(self) -> None:
        self.progress.finish()
        self._context.notify("info", _("Se canceló la impresión."), _("Lo que ya recibió la impresora sale."))

    def save_pdf(self) -> None:
        """Ask where to keep the PDF and write it."""
        made = self._made
        if made is None:
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        path = ask_save_file(self, _("Guardar PDF"), folder / f"{made.name}.pdf", [(_("Documento PDF"), ["pdf"])])
        if path is None:
            return
        failed = partial(self._lost, _("El PDF no se guardó."))
        self._context.runner.write(self, partial(write_pdf, path, made.pdf), lambda _none: self._kept(path), failed)

    def _kept(self, path: Path) -> None:
        def open_path(target: Path) -> bool:
            return QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))

        actions = [
            (_("Abrir archivo"), partial(open_path, path)),
            (_("Abrir carpeta"), partial(open_path, path.parent)),
        ]
        where = _("{name}, en {folder}").format(name=path.name, folder=path.parent)
        self._context.notify("success", _("Se guardó el PDF."), where, actions)

    def _lost(self, title: str, error: Exception) -> None:
        self.progress.finish()
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", title, said)

    # --- looks

    def _lay_out(self) -> None:
        self.panel = Card(_("Qué se imprime"))
        group = QButtonGroup(self)
        for kind, words in papers.titles().items():
            button = self.choices[kind] = QRadioButton(words)
            set_name(button, words)
            group.addButton(button)
            button.clicked.connect(lambda _checked: self._choose())
            self.panel.body.addWidget(button)
        self.panel.body.addWidget(self.conditions)
        self.panel.body.addSpacing(theme().px(8))
        self.panel.body.addWidget(Label(_("Archivo"), "s", "text3"))
        self.panel.body.addWidget(self.file_name)
        self.panel.body.addWidget(self.sheets)
        self.panel.body.addWidget(self.progress)
        self.panel.body.addStretch(1)
        self._side = QVBoxLayout()
        self._side.addWidget(self.panel)
        self._row = QHBoxLayout()
        self._row.addWidget(self.paper, 1)
        self._row.addLayout(self._side)
        self.body.addLayout(self._row, 1)
        theme().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self._row.setSpacing(theme().px(size("frame.gap")))
        self.panel.setFixedWidth(theme().px(size("frame.preview_panel")))


def _listed_name(session: Any, family_id: UUID) -> str:
    from gsi_desktop.services.families import queries
    from gsi_desktop.services.families.data import list_name

    dossier = queries.dossier(session, family_id)
    head = dossier.head
    if head is None:
        return dossier.folio
    return list_name(head.first_name, head.second_name, head.first_surname, head.second_surname)


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write ``pdf`` whole or not at all.

    Raises `ExpectedError` ``output_locked`` and `MachineError` ``output_not_written``.
    """
    try:
        atomic_write(path, pdf)
    except PermissionError as error:
        raise ExpectedError("output_locked", name=path.name) from error
    except OSError as error:
        raise MachineError("output_not_written", name=path.name) from error
