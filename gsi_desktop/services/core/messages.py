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
        "database_making": _("Creando la base de datos…"),
        "database_gone": _(
            "No se encontró el archivo {file}. Si estaba en una memoria o en otro disco, conéctelo e intente de nuevo."
        ),
        # --- reading files (exchange)
        "reading_file": _("Leyendo el archivo…"),
        "writing_file": _("Escribiendo el archivo…"),
        "file_missing": _("No se encuentra «{name}». Revise que el archivo siga en su lugar y elíjalo de nuevo."),
        "file_no_access": _(
            "No se puede abrir el archivo. Ciérrelo si está abierto en otro programa e intente de nuevo."
        ),
        "file_empty": _(
            "El archivo no tiene datos. Revise que sea el padrón y pida a quien lo envió que lo mande de nuevo."
        ),
        "file_not_roster_type": _(
            "Solo se leen padrones en Excel (.xlsx) o texto (.csv, .txt). Guárdelo así y elíjalo de nuevo."
        ),
        "file_type_mismatch": _(
            "«{name}» no es por dentro lo que dice su nombre. "
            "Ábralo con el programa que lo hizo y guárdelo como .xlsx o .csv."
        ),
        "old_excel": _("Los archivos {kind} no se leen. Ábralo en Excel y guárdelo como .xlsx (libro de Excel)."),
        "file_encrypted": _("El libro tiene contraseña. Ábralo en Excel, quítele la contraseña y guárdelo de nuevo."),
        "file_too_large": _(
            "El archivo pesa {size} MB y el máximo es {limit} MB. Divida el padrón, por ejemplo por municipio."
        ),
        "zip_bomb": _(
            "Al abrirse, el libro crece mucho más de lo normal y podría bloquear el equipo. "
            "Copie solo los datos del padrón en un libro nuevo y guárdelo como .xlsx."
        ),
        "zip_unsafe": _(
            "El libro trae adentro partes que no se pueden revisar con seguridad. "
            "Copie solo los datos del padrón en un libro nuevo y guárdelo como .xlsx."
        ),
        "xml_entities": _(
            "El libro trae instrucciones que un padrón no necesita y que pueden ser peligrosas. "
            "Pida el archivo de nuevo a quien lo envió; si es de confianza, ábralo en Excel y guárdelo como .xlsx."
        ),
        "too_many_rows": _(
            "Hay contenido hasta la fila {row} y el máximo es {limit}. "
            "Borre las filas que sobran al final o divida el padrón, por ejemplo por municipio."
        ),
        "too_many_columns": _(
            "Hay contenido hasta la columna número {column} y el máximo es {limit}. Borre las columnas que sobran."
        ),
        "too_many_cells": _(
            "Una hoja llega hasta la fila {rows} y la columna número {columns}: es demasiado para leerla de una vez. "
            "Deje solo las columnas del padrón o divídalo, por ejemplo por municipio."
        ),
        "too_many_sheets": _(
            "El libro tiene {sheets} hojas y el máximo es {limit}. Copie la hoja del padrón en un libro nuevo."
        ),
        "cell_too_long": _("Una celda tiene más de {limit} caracteres. Búsquela, recórtela y guarde el archivo."),
        "quote_unclosed": _(
            'La fila {row} abre comillas (") que no se cierran. Corrija esas comillas y guarde el archivo.'
        ),
        "sheet_missing": _("El libro no tiene la hoja «{sheet}». Elija otra hoja."),
        "file_unreadable": _(
            "El archivo está dañado o incompleto. Ábralo en Excel, guárdelo como .xlsx e intente de nuevo."
        ),
        "read_timeout": _(
            "Leer el archivo tarda demasiado. Deje solo los datos del padrón o divídalo, e intente de nuevo."
        ),
        "read_memory": _(
            "El archivo necesita demasiada memoria. Deje solo los datos del padrón o divídalo, e intente de nuevo."
        ),
        "reader_not_started": _(
            "No se pudo iniciar la lectura del archivo. No se cambió nada. Cierre otros programas e intente de nuevo."
        ),
        "merged_cells": _(
            "La hoja «{sheet}» tiene {count} grupos de celdas combinadas; se lee solo la primera de cada uno."
        ),
        "hidden_sheet": _("La hoja «{sheet}» está oculta."),
        "hidden_rows": _("Hay filas ocultas o filtradas; también se leen."),
        "hidden_columns": _("Hay columnas ocultas; también se leen."),
        "external_links": _("El libro tiene vínculos a otros archivos; no se siguen."),
        "characters_unknown": _(
            "{count} caracteres no se reconocen y aparecen como �. Guárdelo en Excel como CSV UTF-8."
        ),
        "output_locked": _(
            "No se puede escribir «{name}». Ciérrelo si está abierto en Excel o elija otro nombre o carpeta."
        ),
        "output_folder_missing": _("La carpeta para «{name}» no existe. Elija otra."),
        "output_not_written": _(
            "No se pudo escribir «{name}»: el disco está lleno o no responde. "
            "El archivo anterior, si lo había, quedó como estaba."
        ),
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
