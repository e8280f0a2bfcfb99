"""What is said of backups."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return every code of the area with its text."""
    return {
        "backup_of_server": _("Las copias de una base compartida las hace quien administra el servidor."),
        "backup_none": _("Todavía no hay ninguna copia de seguridad de esta base."),
        "backup_no_room": _(
            "La copia de seguridad no cabe: necesita {needed} libres en el disco y hay {free}. Borre lo que no use."
        ),
        "backup_damaged": _("La copia {name} no está completa o no es una copia del GSI. No se tocó nada."),
        "backup_other_key": _("La copia {name} es de otra base: su clave no la abre. No se tocó nada."),
        "backup_too_new": _("La copia {name} es de una versión más nueva del programa. Actualícelo primero."),
        "backup_copying": _("Copiando la base de datos…"),
        "backup_checking": _("Revisando la copia…"),
        "backup_present": _("Guardando una copia de lo que hay hoy…"),
        "backup_restoring": _("Poniendo la copia en su lugar…"),
    }
