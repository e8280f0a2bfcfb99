"""Sentences of duplicates and merges."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return the codes of this area with their texts."""
    return {
        "reading_people": _("Leyendo a las personas…"),
        "comparing_people": _("Comparando a las personas…"),
        "keeping_pairs": _("Guardando los posibles duplicados…"),
        "pair_gone": _("Otra persona ya decidió sobre este par, o sus datos cambiaron. Actualice la lista."),
        "merge_same": _("Elija dos fichas distintas."),
        "merge_already": _("Una de las dos ya se unió con otra. Actualice y vuelva a intentarlo."),
        "merge_two_visits": _(
            "Las dos familias tienen una visita sin terminar. Termine o anule una y vuelva a unirlas."
        ),
        "merge_leaves_no_head": _(
            "Esa persona es jefe(a) de la familia {folio} y dejaría allí a otros sin jefe(a). Una las familias, o "
            "cambie antes de jefe(a)."
        ),
        "merge_leaves_nobody": _("La familia {folio} quedaría sin nadie. Una las familias completas."),
        "merge_unknown": _("No hay una unión con ese número. Mírelas con gsi merge list."),
        "merge_undone": _("Esa unión ya se había deshecho."),
        "merge_of_family": _("Esas personas se unieron al unir sus familias. Deshaga la unión de las familias."),
    }
