"""The table of members, the same on every paper that has one."""

from __future__ import annotations

from collections.abc import Sequence

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import MemberLine
from gsi_desktop.services.reports.drawing.blocks import Heading
from gsi_desktop.services.reports.drawing.cells import Text
from gsi_desktop.services.reports.drawing.styles import BODY, MARGIN, WIDTH, Style
from gsi_desktop.services.reports.drawing.tables import Column, Line, Table


def table(
    members: Sequence[MemberLine],
    heading: Heading | None,
    *,
    with_conditions: bool = False,
    with_birth: bool = True,
    style: Style = BODY,
    indent: float = 0.0,
) -> Table:
    """Return the members, with birth and condition only where the paper asks for them."""
    parts = [
        (Column(_("Parentesco"), 74), [member.kinship for member in members]),
        (Column(_("Documento"), 92), [member.document for member in members]),
    ]
    if with_birth:
        parts.append((Column(_("Nacimiento"), 61), [member.birth for member in members]))
        parts.append((Column(_("Edad"), 32), [member.age for member in members]))
    if with_conditions:
        parts.append((Column(_("Condición"), 112), [member.condition for member in members]))
    name = WIDTH - 2 * indent - 22 - sum(column.width for column, _texts in parts)
    columns = [Column(_("N.º"), 22), Column(_("Nombres y apellidos"), name), *(column for column, _texts in parts)]
    rows = []
    for at, member in enumerate(members):
        texts = (member.number, member.name, *(texts[at] for _column, texts in parts))
        rows.append(Line([Text(text, style) for text in texts], least=0.0 if member.name else 20.0))
    return Table(columns, rows, heading=heading, x=MARGIN + indent)
