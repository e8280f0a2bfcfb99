"""What every page of a paper has: letterhead, title with folio, the family's boxes, foot with page x de y."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import PaperHead
from gsi_desktop.services.reports.drawing import bars, code
from gsi_desktop.services.reports.drawing.blocks import Boxes, Field
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import (
    CAPTION,
    DRAFT,
    ENTITY,
    FOLIO,
    FOOT,
    FOOT_BOLD,
    FOOT_LINE,
    MARGIN,
    OFFICE,
    PAGE,
    SUBTITLE,
    TITLE,
    TITLE_SMALL,
    WIDTH,
)
from gsi_desktop.services.reports.drawing.text import elide, measure

_RULE: Final = 77.0
_RULE_LATER: Final = 47.0
_CODE_ROOM: Final = 118.0
"""Room of a code with its verification beside the square."""
_RIGHT: Final = MARGIN + WIDTH


class Frame:
    """Draws all of a page but its content; ``first`` and ``later`` boxes tell of whom the paper is."""

    def __init__(self, head: PaperHead, first: Sequence[Sequence[Field]], later: Sequence[Field]) -> None:
        self.head = head
        self.first, self.later = Boxes(first), Boxes([later] if later else [])
        self.first_top = self._below(self.first, _RULE + 27.0 + (11.0 if head.printing.notice else 0.0))
        self.later_top = self._below(self.later, _RULE_LATER + 21.0)

    @staticmethod
    def _below(boxes: Boxes, top: float) -> float:
        return top + sum(boxes.extent().rows) + 9.0

    def draw(self, pen: Pen, page: int, pages: int) -> None:
        """Draw page number ``page`` of ``pages``."""
        if self.head.draft:
            pen.stamp("draft", 0, 0, _draw_draft, size=PAGE[1])
        if page == 1:
            self._letterhead(pen)
            self._title(pen)
            self.first.draw(pen, self.first_top - 9.0 - sum(self.first.heights), 0, len(self.first.rows))
        else:
            self._slim_letterhead(pen)
            self.later.draw(pen, self.later_top - 9.0 - sum(self.later.heights), 0, len(self.later.rows))
        self._foot(pen, page, pages)

    def _letterhead(self, pen: Pen) -> None:
        logo = self.head.printing.logo
        if logo:
            pen.picture(MARGIN, 29, base64.b64decode(logo), side=42)
        else:
            pen.stamp("arms", MARGIN, 31, _draw_arms, size=42)
        right = _RIGHT
        if self._verified:
            code.draw(pen, _RIGHT - code.SIDE + 6, 25, code.content(self.head.code, self.head.printing.verification))
            right -= code.SIDE - 4
        if self._verified or not self.head.printing.form_code:
            self._code(pen, right - 160, 36 if self._verified else 44)
            right -= _CODE_ROOM if self._verified else 0.0
        left, room = MARGIN + 48, 300.0
        if self.head.printing.form_code:
            room = self._form_code(pen, right) - left - bars.QUIET
        pen.text(left, 35, elide(self.head.country_line, OFFICE, room), OFFICE)
        pen.text(left, 44.5, elide(self.head.entity, ENTITY, room), ENTITY)
        pen.text(left, 56, elide(self.head.office_line, OFFICE, room), OFFICE)
        pen.line(MARGIN, _RULE, _RIGHT, _RULE, width=1.4)

    def _form_code(self, pen: Pen, right: float) -> float:
        """Draw the bars of the copy with what they say under them; return where they begin."""
        told = self.head.printing.form_code
        left = bars.draw(pen, right, 27, told.replace("-", ""), height=26)
        pen.text(left, 55.5, told, FOLIO, align="center", room=right - left)
        return left

    @property
    def _verified(self) -> bool:
        return bool(self.head.printing.verification) and not self.head.draft

    @property
    def _code_text(self) -> str:
        """Return the paper's code, which a draft does not have yet."""
        return "" if self.head.draft else self.head.code

    def _code(self, pen: Pen, x: float, top: float) -> None:
        pen.text(x, top, self._code_text, FOOT_BOLD, align="right", room=160)
        if self._verified:
            pen.text(x, top + 10, _("Verificación"), OFFICE, align="right", room=160)
            pen.text(x, top + 20, self.head.printing.verification, FOOT_BOLD, align="right", room=160)

    def _title(self, pen: Pen) -> None:
        top = _RULE + 5.0
        folio = _("Folio {0}").format(self.head.folio) if self.head.folio else ""
        pen.text(MARGIN, top, self.head.title, TITLE)
        x = MARGIN + measure(self.head.title, TITLE) + 8
        room = _RIGHT - measure(folio, FOLIO) - 8 - x
        pen.text(x, top + 5.2, elide(self.head.subtitle, SUBTITLE, room), SUBTITLE)
        pen.text(MARGIN, top + 4.7, folio, FOLIO, align="right", room=WIDTH)
        if self.head.printing.notice:
            pen.text(MARGIN, top + 20, elide(self.head.printing.notice, FOOT_BOLD, WIDTH), FOOT_BOLD)

    def _slim_letterhead(self, pen: Pen) -> None:
        code_text = self._code_text
        if self._verified:
            code_text += " · " + _("verificación {0}").format(self.head.printing.verification)
        room, form_code = WIDTH, self.head.printing.form_code
        if form_code:
            code_text = form_code
            room = bars.draw(pen, _RIGHT, 24, form_code.replace("-", ""), height=18, module=0.8) - MARGIN - bars.QUIET
        pen.text(MARGIN, 33, code_text, FOOT_BOLD, align="right", room=room)
        line = f"{self.head.entity} · {self.head.office_line}"
        pen.text(MARGIN, 33, elide(line, OFFICE, room - measure(code_text, FOOT_BOLD) - 12), OFFICE)
        pen.line(MARGIN, _RULE_LATER, _RIGHT, _RULE_LATER, width=1.0)
        pen.text(MARGIN, _RULE_LATER + 3.5, self.head.title, TITLE_SMALL)
        x = MARGIN + measure(self.head.title, TITLE_SMALL) + 7
        folio = _("Folio {0}").format(self.head.folio) if self.head.folio else ""
        room = _RIGHT - measure(folio, FOLIO) - 8 - x
        pen.text(x, _RULE_LATER + 5.5, elide(self.head.subtitle, SUBTITLE, room), SUBTITLE)
        pen.text(MARGIN, _RULE_LATER + 4.8, folio, FOLIO, align="right", room=WIDTH)

    def _foot(self, pen: Pen, page: int, pages: int) -> None:
        y = PAGE[1] - FOOT_LINE
        pen.line(MARGIN, y, _RIGHT, y, width=0.8)
        number = _("Página {page} de {pages}").format(page=page, pages=pages)
        printing = self.head.printing
        told = _("Impreso {at} por {user}").format(at=printing.at, user=printing.user) if printing.at else ""
        pen.text(MARGIN, y + 4, number, FOOT_BOLD, align="right", room=WIDTH)
        side = (WIDTH - measure(number, FOOT_BOLD)) - measure(told, FOOT) - 24
        pen.text(MARGIN, y + 4, elide(self.head.foot, FOOT, side), FOOT)
        x = max(
            MARGIN + WIDTH / 2 - measure(told, FOOT) / 2, MARGIN + measure(elide(self.head.foot, FOOT, side), FOOT) + 12
        )
        pen.text(x, y + 4, told, FOOT)
        if self._verified:
            pen.text(MARGIN, y + 14.5, _verification_note(), CAPTION)


def _verification_note() -> str:
    """Return what the code of a paper proves, and what it does not."""
    return _(
        "El código de verificación comprueba que este papel dice lo mismo que la versión aprobada que guarda la "
        "oficina. No reemplaza las firmas."
    )


def _draw_arms(pen: Pen) -> None:
    """Draw a plain shield: the place of the entity's arms."""
    canvas = pen.canvas
    pen.stroke(0.0, 1.0)
    y = PAGE[1]
    shield = canvas.beginPath()
    shield.moveTo(2, y - 2)
    shield.lineTo(34, y - 2)
    shield.lineTo(34, y - 26)
    shield.curveTo(34, y - 33, 24, y - 36, 18, y - 39.5)
    shield.curveTo(12, y - 36, 2, y - 33, 2, y - 26)
    shield.close()
    canvas.drawPath(shield, stroke=1, fill=0)
    pen.line(2, 13, 34, 13, width=0.8)
    pen.line(18, 13, 18, 39, width=0.8)
    canvas.circle(18, y - 7.5, 2.6, stroke=1, fill=0)
    pen.line(6, 22, 9.5, 18, width=0.9)
    pen.line(9.5, 18, 13.5, 22, width=0.9)
    for row in (18.5, 22.0):
        wave = canvas.beginPath()
        wave.moveTo(22, y - row)
        wave.curveTo(24.5, y - row + 2.2, 27, y - row - 2.2, 30, y - row)
        canvas.drawPath(wave, stroke=1, fill=0)


def _draw_draft(pen: Pen) -> None:
    """Write BORRADOR across the sheet, light enough to read through."""
    word = _("BORRADOR")
    canvas = pen.canvas
    pen.fill(DRAFT.grey)
    canvas.saveState()
    canvas.translate(PAGE[0] / 2, PAGE[1] / 2)
    canvas.rotate(52)
    canvas.setFont(DRAFT.font, DRAFT.size)
    canvas.drawString(-measure(word, DRAFT) / 2, -DRAFT.size * 0.36, word)
    canvas.restoreState()
