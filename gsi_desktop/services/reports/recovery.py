"""The sheet with the recovery code: what an office keeps under lock, drawn before there is any database to read."""

from __future__ import annotations

from datetime import datetime

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import PaperHead, Printing, SignatureBox
from gsi_desktop.services.reports.drawing.blocks import Letter, LetterSignature
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.styles import CODE_SIGNS, LETTER_BOLD


def recovery_sheet(code: str, database: str, who: str, at: datetime) -> bytes:
    """Return the sheet as a PDF file, printed by ``who``. ``database`` is the name of the file the code opens."""
    day = at.astimezone(BOGOTA)
    head = PaperHead(
        country_line=_("República de Colombia"),
        entity=_("Oficina de Gestión Social Integral"),
        office_line=_("Base de datos {name}").format(name=database),
        title=_("Código de recuperación"),
        subtitle=_("Reservado: guárdelo bajo llave"),
        foot=_("Código de recuperación"),
        printing=Printing(at=day.strftime("%d/%m/%Y %H:%M"), user=who),
    )
    groups = code.split("-")
    half = len(groups) // 2
    sheets = Sheets(_("Código de recuperación"), head.entity)
    sheets.add(head, [], [], [
        Letter(_("Este código abre los datos de la oficina cuando nadie recuerda la contraseña."), before=22),
        Letter("-".join(groups[:half]) + "-", style=CODE_SIGNS, before=18, gap=4, centred=True),
        Letter("-".join(groups[half:]), style=CODE_SIGNS, gap=18, centred=True),
        Letter(_("Para usarlo: en la entrada del programa, «Olvidé mi contraseña»."), style=LETTER_BOLD),
        Letter(_("Guárdelo en sobre cerrado y bajo llave, lejos del equipo. Quien lo tenga, y tenga el archivo, puede "
                 "leer los datos reservados de las familias (Ley 1581 de 2012).")),
        Letter(_("Si este papel se pierde o alguien lo vio, quien administra hace un código nuevo en Administración → "
                 "Usuarios; el de este papel deja de servir.")),
        Letter(_("El código no lleva las letras I, L, O, S ni U, ni los números 0 y 1: no hay cómo confundirlos.")),
        LetterSignature(SignatureBox(role=_("Quien recibe y guarda este código"))),
    ])  # fmt: skip
    return sheets.close()
