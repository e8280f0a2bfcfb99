"""The columns in which members of a family are listed; nothing sensitive among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Member
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families import words
from gsi_desktop.ui.kit.columns import Column


def member_columns(today: Callable[[], date], *, full: bool = False) -> tuple[Column, ...]:
    """Return name, kinship, age and document; ``full`` adds sex, birth date and the notice."""

    def age(member: Member) -> str:
        completed = member.age(today())
        return "—" if completed is None else str(completed)

    def spoken_age(member: Member) -> str:
        return words.age(member, today())

    columns = (
        Column("full_name", _("Nombre"), 150, stretch=True, tone="text"),
        Column("kinship", _("Parentesco"), 136 if full else 104, tone="text2", value=short_kinship),
        Column("age", _("Edad"), 52, align="right", tabular=True, value=age, tooltip=spoken_age),
        Column(
            "document",
            _("Documento"),
            132,
            tabular=True,
            tone=lambda member: "text2" if member.document else "text3",
            value=words.document,
            copy=lambda member: member.document,
        ),
    )
    if not full:
        return columns
    return (
        *columns,
        Column("sex", _("Sexo"), 84, tone="text2", value=lambda member: catalogues.label("sex", member.sex)),
        Column("birth_date", _("Nacimiento"), 96, tabular=True, tone="text2", value=lambda m: m.born),
    )
