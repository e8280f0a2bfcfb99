"""Membrete: whose name, NIT and emblem the papers carry."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel

from gsi_desktop.services.core import drafts
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import Outcome
from gsi_desktop.services.reports import office
from gsi_desktop.services.reports.office import EditOffice, Office
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference, settled
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.context import UiContext

_SIDE = 240
"""Pixels of the emblem as it is kept: sharp at the 15 mm it prints on."""


def emblem(path: str) -> str:
    """Return the picture at ``path`` as papers keep it: grey, small, PNG in base64; "" when it is no picture."""
    image = QImage(path)
    if image.isNull():
        return ""
    fitted = image.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    if not fitted.hasAlphaChannel():
        fitted = fitted.convertToFormat(QImage.Format.Format_Grayscale8)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(fitted)
    return base64.b64encode(kept.data()).decode()


def _shown(key: str, value: str) -> str:
    """Return a value of the letterhead as people read it; of two emblems only that they differ."""
    if key == "logo":
        return _("con escudo ({size} KB)").format(size=max(1, len(value) // 1366)) if value else _("sin escudo")
    return value or _("sin dato")


class LetterheadCard(Card):
    """Form of the `Office`; an empty name prints the municipality of each family."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Membrete de los papeles"))
        self._context = context
        self._logo = ""
        self._base = Office()
        self.conflict = ConflictDialog(self)
        self._error: ConflictError | None = None
        self.entity = TextField(
            "entity", _("Entid&ad"), hint=_("Si la deja vacía: «Municipio de» y el de la familia."), max_length=80
        )
        self.office_name = TextField(
            "name", _("O&ficina"), hint=_("Si la deja vacía: Oficina de Gestión Social Integral."), max_length=80
        )
        self.nit = TextField(
            "nit", _("&NIT"), hint=_("Con dígito de verificación: 891180077-0"), max_length=20, width=180
        )
        self.form = Form()
        self.form.add(self.entity)
        self.form.add(self.office_name)
        self.form.add(self.nit)
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        self.picture = QLabel()
        self.choose = Button(_("Elegir el esc&udo"), "upload", self._choose)
        self.clear = Button(_("Quitar el escudo"), "trash", partial(self._show_logo, ""))
        self.save = Button(_("&Guardar el membrete"), "device-floppy", self._save)
        writes(self.choose, self.clear, self.save)
        self._lay_out()
        self.conflict.chosen.connect(self._settle)

    def refresh(self) -> None:
        """Read the letterhead anew."""
        read = self._context.services.read
        self._context.runner.read(self, lambda: read(office.load), self._arrived, key="office")

    def _arrived(self, kept: Office) -> None:
        self.keeper.leave()
        self._base = kept
        self.form.set_values({"entity": kept.entity, "name": kept.name, "nit": kept.nit})
        about = _("Membrete de los papeles")
        self.keeper.begin(About("letterhead", "", about, new_id(), more=drafts.opening("settings")))
        self._show_logo(kept.logo)

    def _show_logo(self, logo: str) -> None:
        self._logo = logo
        picture = QPixmap()
        picture.loadFromData(base64.b64decode(logo))
        side = theme().px(56)
        if logo:
            picture = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        self.picture.setPixmap(picture)
        self.picture.setVisible(bool(logo))
        self.clear.setVisible(bool(logo))
        set_name(self.picture, _("Escudo que va en los papeles"))

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Elegir el escudo de la entidad"), "", _("Imágenes (*.png *.jpg *.jpeg)")
        )
        if path:
            self.take(path)

    def take(self, path: str) -> None:
        """Show the picture at ``path`` as the emblem; it is kept with the rest."""
        logo = emblem(path)
        if logo:
            self._show_logo(logo)
        else:
            self._context.notify(
                "warning", _("Esa imagen no se puede usar."), _("Elija un archivo PNG o JPG que se vea.")
            )

    def _save(self) -> None:
        if not self.form.submit():
            return
        self._write(replace(Office(**self.form.values()), logo=self._logo))

    def _write(self, mine: Office) -> None:
        edit = EditOffice(base=self._base, mine=mine)
        run = self._context.services.run
        self._context.runner.write(self, lambda: run(office.save_office, edit), self._saved, self._failed)

    def _saved(self, outcome: Outcome[Office]) -> None:
        self.keeper.done()
        joined = outcome.changes.joined
        title = _("Se guardó el membrete y se combinaron cambios.") if joined else _("Se guardó el membrete.")
        self._context.notify("success", title, _("Sale en los papeles desde ahora."))
        self.refresh()

    def _settle(self, chosen: dict[str, bool]) -> None:
        """Save what was chosen over what the other person wrote."""
        error = self._error
        if error is None:
            return
        typed = replace(Office(**self.form.values()), logo=self._logo)
        self._base, mine = settled(error, chosen, self._base, typed)
        self._write(mine)

    def _compare(self, error: ConflictError) -> None:
        self._error = error
        names = {"entity": self.entity.name, "name": self.office_name.name, "nit": self.nit.name, "logo": _("Escudo")}
        found = {key: difference(error, key, names[key], partial(_shown, key)) for key in error.fields}
        self.conflict.ask(_("Membrete de los papeles"), found, len(error.joined))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ConflictError):
            self._compare(error)
            return
        if not (isinstance(error, ExpectedError) and self.form.show_error(error)):
            self._context.runner.unhandled.emit(error)

    def _lay_out(self) -> None:
        self.header.addWidget(self.keeper.badge)
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.picture)
        row.addWidget(self.choose)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._show_logo("")
