"""Codes to Spanish, for window, console and result workbooks alike.

Texts are templates for `str.format`; a code without a text is a defect that a test catches.
"""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def _catalogue() -> dict[str, str]:
    """Return every code with its text; built on call so that the language in force decides."""
    return {
        # --- core
        "cancelled": _("Se canceló. No se cambió nada."),
        "conflict": _("Otra persona cambió estos datos mientras usted los editaba."),
        "field_missing": _("Falta este dato."),
        "choice_invalid": _("Elija una opción de la lista."),
        "date_missing": _("Falta la fecha."),
        "date_invalid": _("«{text}» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."),
        "nit_invalid": _(
            "«{nit}» no es un NIT. Escriba de 1 a 15 dígitos y, si lo tiene, guion y dígito de verificación."
        ),
        "nit_check_digit": _("El dígito de verificación del NIT {nit} es {right}, no {digit}. Revise el número."),
        # --- database
        "place_network": _(
            "{folder} está en la red. Ahí la base de datos se puede dañar. "
            "Elija una carpeta de este equipo, por ejemplo {way_out}."
        ),
        "place_cloud": _(
            "{folder} se copia sola a la nube. Mientras se copia, la base de datos se puede dañar. "
            "Elija una carpeta que no se sincronice, por ejemplo {way_out}."
        ),
        "place_not_writable": _(
            "No se puede escribir en {folder}. Elija una carpeta suya o pida permiso a quien administra el equipo."
        ),
        "database_gone": _(
            "No se encontró el archivo {file}. Si estaba en una memoria o en otro disco, conéctelo e intente de nuevo."
        ),
        # --- reading files (exchange)
        # --- roster import
        # --- families
        # --- upkeep
    }


def text(code: str, **params: object) -> str:
    """Return the Spanish sentence for ``code`` with ``params`` filled in; raises `KeyError` for an unknown code."""
    return _catalogue()[code].format(**params)


def known_codes() -> frozenset[str]:
    """Return every code that has a text."""
    return frozenset(_catalogue())
