"""The sex of a person as it is typed: one reading for the cell of the sheet and the fields of forms."""

from __future__ import annotations

from gsi_desktop.models.enums import Sex
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.entry_kinds import Choice, ChoiceKind
from gsi_desktop.ui.kit.fields import ChoiceField


def sex_tip() -> str:
    """Return which letters choose."""
    return _("H de hombre, F de mujer.")


def sex_kind() -> ChoiceKind:
    """Return how a sex is read: the letter M alone may be masculine or a woman, so it chooses none."""
    also = {Sex.FEMALE: ("F", _("Femenino"), "2"), Sex.MALE: ("H", _("Masculino"), "1")}
    choices = [Choice(one, catalogues.label("sex", one), also.get(one, ())) for one in Sex]
    read = catalogues.sex_reader(())
    return ChoiceKind(choices, read=read, readers=catalogues.sex_reader, unclear="sex_unclear", doubtful=("M",))


def sex_field() -> ChoiceField:
    """Return the field of a form, where letters choose as in the cell."""
    options = [(one, catalogues.label("sex", one)) for one in Sex]
    field = ChoiceField("sex", _("Sexo"), options, required=True, meant=sex_kind().best_offer)
    field.box.setToolTip(sex_tip())
    return field
