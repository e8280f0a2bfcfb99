"""The columns of the sheet of members: what each takes, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from gsi_desktop.models.enums import Answer, Kinship, NoDocument
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.rules import proper_name, read_answer
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.data import DECLINED
from gsi_desktop.services.families.wording import no_document
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.sexes import sex_kind, sex_tip
from gsi_desktop.ui.kit.entry_kinds import Choice, ChoiceKind, DateKind, DocumentKind, EntryColumn, TextKind

NAMES: Final = ("first_surname", "second_surname", "first_name", "second_name")
_LONGEST_NAME: Final = 80
_OLDEST: Final = 1890
_USUAL: Final = ("CC", "TI", "RC")
"""What nearly everybody has: first in the list, so that one letter is enough."""


def member_columns(today: Callable[[], date]) -> list[EntryColumn]:
    """Return the columns in the order of the paper; ``today`` bounds birth dates."""

    def born(day: date) -> None:
        if day > today():
            raise ExpectedError("born_in_future")
        if day.year < _OLDEST:
            raise ExpectedError("born_too_early")

    name = TextKind(_LONGEST_NAME, proper_name)
    return [
        EntryColumn("first_surname", _("Apellido 1"), name, 104, required=True, stretch=True),
        EntryColumn("second_surname", _("Apellido 2"), name, 104, stretch=True),
        EntryColumn("first_name", _("Nombre 1"), name, 100, required=True, stretch=True),
        EntryColumn("second_name", _("Nombre 2"), name, 100, stretch=True),
        EntryColumn("document_type", _("Tipo"), _documents(), 62, tip=_("CC, TI, RC… o por qué no hay documento.")),
        EntryColumn("document", _("Número"), DocumentKind(rules.document_number), 116),
        EntryColumn("sex", _("Sexo"), sex_kind(), 68, tip=sex_tip()),
        EntryColumn(
            "birth_date",
            _("Nacimiento"),
            DateKind(partial=True, clock=today, check=born),
            112,
            required=True,
            tip=_("21112012, 21/11/12, 11/2012 o 2012."),
        ),
        EntryColumn("kinship", _("Parentesco"), _kinships(), 116, required=True, tip=_("Con jefe o jefa de hogar.")),
        EntryColumn("ethnicity", _("Etnia"), _catalogued("ethnicity", catalogues.ethnicity), 92),
        EntryColumn("disability", _("Discapacidad"), _catalogued("disability", catalogues.disability), 122),
        EntryColumn("pregnant", _("Gestante"), _answers(), 74, tip=_("S, N o P: prefiere no responder.")),
        EntryColumn("victim", _("Víctima"), _answers(), 74, tip=_("S, N o P: prefiere no responder.")),
    ]


def _documents() -> ChoiceKind:
    usual = sorted(
        catalogues.document_types(), key=lambda one: _USUAL.index(one.code) if one.code in _USUAL else len(_USUAL)
    )
    kinds = [Choice(one.code, one.code, (one.name,), one.name) for one in usual]
    reasons = [Choice(reason, no_document(reason), (_("Sin documento"),)) for reason in NoDocument]
    return ChoiceKind([*kinds, *reasons], read=catalogues.document_type)


def _kinships() -> ChoiceKind:
    also = {Kinship.HEAD: ("1",), Kinship.SPOUSE: ("2",), Kinship.CHILD: ("3",)}
    choices = [Choice(one, catalogues.label("kinship", one), also.get(one, ())) for one in Kinship]
    return ChoiceKind(choices, read=catalogues.kinship)


def _catalogued(kind: str, read: Callable[[str], str | None]) -> ChoiceKind:
    labels = [(code, name) for code, name in catalogues.labels(kind) if code != DECLINED]
    none = [Choice(code, name, (_("No"),)) for code, name in labels if code == "none"]
    rest = [Choice(code, name) for code, name in labels if code != "none"]
    declined = Choice(DECLINED, catalogues.label(kind, DECLINED))
    return ChoiceKind([*none, *rest, declined], read=read)


def _answers() -> ChoiceKind:
    choices = [
        Choice(Answer.YES, _("Sí"), ("1",)),
        Choice(Answer.NO, _("No"), ("0", "2")),
        Choice(Answer.DECLINED, _("Prefiere no responder")),
    ]
    return ChoiceKind(choices, read=read_answer)
