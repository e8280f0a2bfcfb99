"""How the catalogue speaks: units, conditions, columns, differences."""

from __future__ import annotations

from typing import Final

from gsi_desktop.models.enums import AchievementUnit, Condition, HouseholdCondition, Sex
from gsi_desktop.services.achievements import editing, ipm
from gsi_desktop.services.achievements.data import Achievement, Catalogue, CatalogueSummary
from gsi_desktop.services.achievements.rules import applies_text
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.formats import number as thousands
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.catalogue.draft import Change
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.choiceboxes import Options

_APPLIES: Final = ("min_months", "max_months", "sex", "condition", "household_condition")


def unit_name(unit: AchievementUnit) -> str:
    """Return who a logro is looked at of."""
    return _("Integrante") if unit is AchievementUnit.MEMBER else _("Familia")


def indicator_name(number: int | None) -> str:
    """Return the privation of the IPM a logro answers to, "" for none."""
    return next((one.name for one in ipm.indicators() if one.number == number), "")


def indicator_text(number: int | None) -> str:
    """Return the privation with its share of the IPM."""
    found = next((one for one in ipm.indicators() if one.number == number), None)
    if found is None:
        return _("Ninguna")
    return _("{number}. {name} ({share} %)").format(number=found.number, name=found.name, share=found.weight * 100)


def evidence_text(one: Achievement) -> str:
    """Return what proves a logro and whether it must be seen."""
    if not one.evidence:
        return _("Ninguna")
    return _("{evidence} (se exige)").format(evidence=one.evidence) if one.evidence_required else one.evidence


def change_chip(change: Change | None) -> Chip | None:
    """Return the chip of what a draft does to a logro."""
    return {
        None: None,
        Change.CHANGED: Chip(_("Cambiado"), "warning", "edit"),
        Change.NEW: Chip(_("Nuevo"), "success", "plus"),
        Change.RETIRED: Chip(_("Se retira"), "danger", "archive"),
        Change.RESTORED: Chip(_("Se retoma"), "info", "arrow-back-up"),
    }[change]


def unit_options() -> Options:
    """Return the units to choose from."""
    return [(unit, unit_name(unit)) for unit in (AchievementUnit.MEMBER, AchievementUnit.FAMILY)]


def sex_options() -> Options:
    """Return the sexes to choose from; "" is everybody."""
    return [("", _("Cualquiera")), (Sex.FEMALE, _("Mujeres")), (Sex.MALE, _("Hombres"))]


def condition_options() -> Options:
    """Return the conditions of a member; "" is none."""
    return [
        ("", _("Ninguna")),
        (Condition.PREGNANT, _("Gestante")),
        (Condition.DISABILITY, _("Con discapacidad")),
        (Condition.WITHOUT_SECONDARY, _("No ha terminado la media")),
        (Condition.BASIC_FINISHED, _("Terminó la básica o la media")),
    ]


def household_options() -> Options:
    """Return the conditions of a household; "" is every family."""
    return [
        ("", _("Toda familia")),
        (HouseholdCondition.WORKING_AGE, _("Con alguien de 15 a 60 años")),
        (HouseholdCondition.ADULT, _("Con un adulto")),
        (HouseholdCondition.MINOR, _("Con menores de 18 años")),
        (HouseholdCondition.LEGAL_NEED, _("Con una necesidad jurídica")),
    ]


def indicator_options() -> Options:
    """Return the privations of the IPM to choose from; 0 is none."""
    return [(0, _("Ninguna")), *((one.number, f"{one.number}. {one.name}") for one in ipm.indicators())]


def column_name(column: str) -> str:
    """Return what a column of a logro is called."""
    return {
        "dimension": _("Dimensión"),
        "short": _("Nombre corto"),
        "text": _("Texto"),
        "unit": _("Se mira por"),
        "min_months": _("Desde qué edad"),
        "max_months": _("Hasta qué edad"),
        "sex": _("Sexo"),
        "condition": _("Condición"),
        "household_condition": _("Familias"),
        "applies": _("Aplica a"),
        "question": _("Pregunta que lo decide"),
        "evidence": _("Evidencia"),
        "evidence_required": _("La evidencia se exige"),
        "ipm_indicator": _("Privación del IPM"),
        "weight": _("Peso"),
        "source": _("Fuente"),
        "confidence": _("Certeza"),
        "retired": _("En uso"),
    }[column]


def compared(former: Achievement, now: Achievement, book: Catalogue) -> list[tuple[str, str, str]]:
    """Return what differs of a logro: name, before and now; ages, sex and condition as one sentence."""
    lines: list[tuple[str, str, str]] = []
    changed = editing.changed_columns(former, now)
    for column in changed:
        if column not in _APPLIES:
            lines.append((column_name(column), _value(former, column, book), _value(now, column, book)))
        elif column == next(one for one in changed if one in _APPLIES):
            plain = (applies_text(former), applies_text(now))
            lines.append((column_name("applies"), *plain))
    return lines


def _value(one: Achievement, column: str, book: Catalogue) -> str:
    if column == "unit":
        return unit_name(one.unit)
    if column == "ipm_indicator":
        return indicator_text(one.ipm_indicator)
    if column == "dimension":
        return dimension_name(book, one.dimension)
    value = getattr(one, column)
    if isinstance(value, bool):
        return _("Sí") if value is not (column == "retired") else _("No")
    return str(value) or _("Nada")


def dimension_name(book: Catalogue, number: int) -> str:
    """Return the name of a dimension."""
    return next((one.name for one in book.dimensions if one.number == number), str(number))


def differences_text(found: editing.Differences) -> str:
    """Return "3 logros cambiados, 1 nuevo, 1 retirado", "" for none."""
    counted = (
        (len(found.changed), ngettext("{n} logro cambiado", "{n} logros cambiados", len(found.changed))),
        (len(found.added), ngettext("{n} nuevo", "{n} nuevos", len(found.added))),
        (len(found.retired), ngettext("{n} retirado", "{n} retirados", len(found.retired))),
        (len(found.restored), ngettext("{n} que se retoma", "{n} que se retoman", len(found.restored))),
    )
    return ", ".join(words.format(n=count) for count, words in counted if count)


def version_title(one: CatalogueSummary) -> str:
    """Return a version in the list of versions."""
    text = _("Versión {number}, desde {day}").format(number=one.number, day=show_date(one.valid_from_on))
    return _("{version} (en uso)").format(version=text) if one.in_force else text


def version_facts(one: CatalogueSummary) -> str:
    """Return why a version was made and what was assessed with it."""
    bound = ngettext(
        "{n} valoración hecha con ella la conserva", "{n} valoraciones hechas con ella la conservan", one.assessments
    )
    used = bound.format(n=thousands(one.assessments)) if one.assessments else _("Ninguna valoración hecha con ella")
    return f"{one.reason} · {used}"
