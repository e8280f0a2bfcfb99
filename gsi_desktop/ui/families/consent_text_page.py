"""Texto de autorización: what people are read before they answer, its versions, and the way to a new one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import consent_texts
from gsi_desktop.services.families.consent_data import ConsentText, PublishConsentText
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_FORM = "consent_text"
_SIDE = 360


def _columns() -> list[Column]:
    return [
        Column("number", _("Versión"), 66, tabular=True, strong=True, value=lambda row: f"v{row.number}"),
        Column("valid_from_on", _("Desde"), 92, tabular=True),
        Column("reason", _("Por qué"), 150, stretch=True),
    ]


def _grouped(sha256: str) -> str:
    """Return a hash in groups that break into lines."""
    return " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))


class ConsentTextPage(Page):
    """Versions at the left, the text at the right; publishing writes another version and changes none."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Texto de autorización"), _("Lo que se lee antes de que cada persona responda sobre sus datos.")
        )
        self._context = context
        self._versions: tuple[ConsentText, ...] = ()
        self._operation = new_id()
        self.rows = RowsModel(_columns())
        self.table = TableView(self.rows, framed=False, label=_("Versiones del texto"))
        self.about = Label("", "s", "text3", wrap=True)
        self.form = Form(reserved="pv")
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        self.publish_button = self.add_action(_("&Publicar versión nueva"), "check", self.form.submit, primary=True)
        self.again_button = self.add_action(_("&Volver al texto en uso"), "arrow-back-up", self._start_over)
        writes(self.publish_button, self.again_button)
        self._lay_out()
        self.form.submitted.connect(self._publish)
        self.table.current_row.connect(self._show_version)

    # --- hooks of the shell

    def page_shown(self) -> None:
        """Read the versions; what was typed stays."""
        self._load()

    def breadcrumb(self) -> list[str]:
        """Return the way here."""
        return [_("Administración"), self.title]

    # --- reading

    def _load(self) -> None:
        read = self._context.services.read
        self._context.runner.read(self, partial(read, consent_texts.versions), self._arrived, key="texts")

    def _arrived(self, versions: tuple[ConsentText, ...]) -> None:
        first = not self._versions
        self._versions = versions
        self.rows.set_rows(versions)
        self.table.go_to_row(0)
        if first:
            self._begin()

    def _begin(self) -> None:
        """Show the newest text to be changed, or what was typed and left there."""
        newest = self._versions[0]
        self.form.set_values(
            {
                "label": newest.label,
                "body": newest.body,
                "purposes": "\n".join(purpose.text for purpose in newest.purposes),
                "reason": "",
            }
        )
        self._operation = new_id()
        draft = self.keeper.begin(About(_FORM, "", self.title, self._operation, newest.number, opening("consent_text")))
        if draft is not None:
            self._operation = draft.operation_id

    def _show_version(self, version: ConsentText | None) -> None:
        if version is not None:
            told = _("{label}. Desde el {day}. Huella SHA-256: {hash}")
            self.about.setText(
                told.format(label=version.label, day=formats.date(version.valid_from_on), hash=_grouped(version.sha256))
            )

    def _start_over(self) -> None:
        if self._versions:
            self.clear_bars()
            self.keeper.done()
            self._begin()

    # --- publishing

    def _publish(self, values: dict[str, Any]) -> None:
        if not self._versions:
            return
        newest = self._versions[0]
        lines = [line.strip() for line in values["purposes"].splitlines() if line.strip()]
        data = PublishConsentText(
            base_number=newest.number,
            label=values["label"],
            body=values["body"],
            purposes=consent_texts.purposes_of(lines, newest.purposes),
            reason=values["reason"],
        )
        self.clear_bars()
        self.publish_button.setEnabled(False)
        run = self._context.services.run
        work = partial(run, consent_texts.publish_text, data, operation_id=self._operation)
        self._context.runner.write(self, work, lambda outcome: self._published(outcome.result), self._refused)

    def _published(self, number: int) -> None:
        self.publish_button.setEnabled(True)
        self.keeper.done()
        self._versions = ()
        self._context.notify(
            "success",
            _("Se publicó la versión {number} del texto.").format(number=number),
            _("Vale desde ahora; lo ya autorizado sigue con el texto que se leyó."),
        )
        self._load()

    def _refused(self, error: Exception) -> None:
        self.publish_button.setEnabled(True)
        if isinstance(error, ExpectedError) and self.form.show_error(error):
            return
        said = explain(error, self._context.runner)
        self.show_bar(InfoBar("danger", said or _("No se publicó."), _("Lo que escribió sigue aquí."), closable=True))

    # --- looks

    def _lay_out(self) -> None:
        px = theme().px
        side = Card(_("Versiones"), padded=False)
        side.setFixedWidth(px(_SIDE))
        side.body.addWidget(self.table, 1)
        side.add_line()
        foot = QWidget()
        inset = QHBoxLayout(foot)
        inset.setContentsMargins(px(size("spacing.m")), px(8), px(size("spacing.m")), px(10))
        inset.addWidget(self.about)
        side.body.addWidget(foot)
        self.form.add(TextField("label", _("Nombre del texto"), required=True, max_length=80))
        self.form.add(TextAreaField("body", _("Texto que se lee"), lines=9, required=True, max_length=8000))
        hint = _("Una finalidad en cada línea: se aceptan una por una.")
        self.form.add(TextAreaField("purposes", _("Finalidades"), lines=5, required=True, hint=hint, max_length=3000))
        self.form.add(TextField("reason", _("Por qué cambia"), required=True, max_length=400))
        whole = Card(_("Versión nueva"), padded=True)
        whole.header.addWidget(self.keeper.badge)
        whole.body.addWidget(scrolling(self.form))
        row = QHBoxLayout()
        row.setSpacing(px(size("frame.gap")))
        row.addWidget(side)
        row.addWidget(whole, 1)
        self.body.addLayout(row, 1)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
