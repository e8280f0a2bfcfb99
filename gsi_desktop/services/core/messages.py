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
        "unexpected": _("El programa falló por un error suyo ({kind}). Repórtelo a quien le da soporte."),
        "field_missing": _("Falta este dato."),
        "choice_invalid": _("Elija una opción de la lista."),
        "date_missing": _("Falta la fecha."),
        "date_invalid": _("«{text}» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."),
        "nit_invalid": _(
            "«{nit}» no es un NIT. Escriba de 1 a 15 dígitos y, si lo tiene, guion y dígito de verificación."
        ),
        "nit_check_digit": _("El dígito de verificación del NIT {nit} es {right}, no {digit}. Revise el número."),
        "changed_meanwhile": _("Otra persona cambió este dato mientras tanto. Vuelva a abrirlo y decida de nuevo."),
        "operation_reused": _("Esta acción ya se hizo con otros datos. Vuelva a abrir la página e intente de nuevo."),
        # --- database
        "password_in_url": _("La dirección de la base de datos no lleva contraseña. Quítela; el programa la pide."),
        "database_url_invalid": _(
            "La dirección de la base de datos no está bien escrita. Va así: postgresql://usuario@servidor/base."
        ),
        "folder_missing": _("La carpeta {folder} no existe. Créela o elija otra."),
        "database_setting_refused": _("La base de datos no aceptó una protección ({name}). No se abrió."),
        "not_our_file": _("El archivo no es una base de datos de GSI o está dañado. No se tocó."),
        "not_our_database": _("La base de datos tiene tablas de otro programa. No se tocó; elija otra."),
        "database_empty": _("La base de datos todavía no tiene nada. Créela primero (gsi db init)."),
        "schema_old": _("La base de datos es de una versión anterior. Actualícela primero (gsi db upgrade)."),
        "schema_too_new": _("La base de datos es de una versión más nueva del programa. Actualice el programa."),
        "rows_lost": _("La actualización habría perdido filas ({tables}). Se dejó todo como estaba."),
        "disk_full": _("El disco está lleno. No se guardó este cambio; lo anterior sigue ahí. Libere espacio."),
        "disk_error": _("El disco no responde bien. No se guardó este cambio. Revise el disco antes de seguir."),
        "database_read_only": _("La base de datos es de solo lectura. No se guardó este cambio."),
        "database_busy": _("Otra persona está guardando. No se guardó este cambio; intente de nuevo."),
        "database_cannot_open": _("No se puede abrir la base de datos. Revise que la carpeta exista y sea suya."),
        "database_damaged": _("La base de datos está dañada. No siga escribiendo; restaure la última copia."),
        "database_missing": _("Esa base de datos no existe en el servidor. Revise el nombre."),
        "login_refused": _("El servidor no aceptó el usuario o la contraseña. Revíselos."),
        "permission_denied": _("Su usuario no tiene permiso para esto. Pídalo a quien administra la base de datos."),
        "server_unreachable": _("No se encontró el servidor. Revise el cable o el wifi y la dirección."),
        "server_stopped": _("El servidor se detuvo. Intente de nuevo en unos minutos."),
        "server_slow": _("El servidor tardó demasiado y no terminó. No se guardó este cambio; intente de nuevo."),
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
        "merged_cells": _("La hoja «{sheet}» tiene celdas combinadas ({count}); cada valor queda en la primera celda."),
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
        "output_is_roster": _("El resultado no puede quedar encima del padrón. Elija otro nombre."),
        "output_folder_missing": _("La carpeta para «{name}» no existe. Elija otra."),
        "output_not_written": _(
            "No se pudo escribir «{name}»: el disco está lleno o no responde. "
            "El archivo anterior, si lo había, quedó como estaba."
        ),
        # --- roster import
        "no_header": _(
            "No se reconoce la fila de los títulos. Diga en qué fila están (por ejemplo Documento, Primer apellido)."
        ),
        "no_rows": _("Debajo de los títulos no hay filas. Revise la hoja y la fila de los títulos."),
        "columns_missing": _("Faltan columnas que el padrón necesita: {columns}. Diga cuáles son."),
        "reading_rows": _("Leyendo las filas…"),
        "checking_rows": _("Comparando con lo registrado…"),
        "writing_rows": _("Guardando…"),
        "undoing": _("Deshaciendo la importación…"),
        "unknown_municipality": _("Municipio desconocido. Corríjalo en el archivo."),
        "household_missing": _("Sin ficha ni declaración del hogar. Complétela en el archivo."),
        "name_missing": _("Falta nombre o apellido. Complételo en el archivo."),
        "birth_date_invalid": _("Nacimiento: la fecha falta o no existe. Corríjala en el archivo."),
        "birth_date_future": _("Nacimiento en el futuro. Corríjalo en el archivo."),
        "duplicate_document": _("Documento ya de {where}. Revise de quién es."),
        "in_row": _("la persona de la fila {row}"),
        "in_folio": _("otro hogar (folio {folio})"),
        "in_other_household": _("otra persona"),
        "repeated_row": _("Igual a una fila anterior. Se omite."),
        "total_row": _("No es una persona (totales o pie de página). Se omite."),
        "document_missing": _("Sin documento que sirva. Se registra sin él."),
        "document_age_mismatch": _("{type} con {age} años. Se registra; actualice el documento."),
        "head_inferred": _("Hogar sin jefe(a): queda la persona mayor."),
        "second_head": _("Segundo jefe(a): queda como otro pariente."),
        "needs_review": _("Hay datos que se cambiaron aquí después del padrón anterior. Quedan por revisar."),
        "batch_unknown": _("Ese lote no existe."),
        "batch_undone": _("El lote {batch} ya se deshizo."),
        "batch_touched": _(
            "El lote {batch} no se puede deshacer: alguien trabajó después con {count} de sus familias. "
            "No se cambió nada."
        ),
        "review_by_event": _(
            "El cambio de jefe(a) de hogar se registra como novedad de la familia, no desde el padrón."
        ),
        # --- families
        "family_gone": _("Esta familia ya no está en el registro. Puede que se haya deshecho su importación."),
        "person_gone": _("Esta persona ya no está en el registro."),
        "document_taken": _("Ese documento ya es de otra persona registrada."),
        "second_open_head": _("La familia ya tiene jefe(a) de hogar."),
        "person_in_other_family": _("La persona ya vive en otra familia del registro."),
        "born_in_future": _("La fecha de nacimiento está en el futuro. Revise el año."),
        "born_too_early": _("La fecha de nacimiento es de hace demasiados años. Revise el año."),
        "document_type_missing": _("Elija de qué tipo es el documento."),
        "document_unusual_for_age": _("{kind} no es el documento usual a los {age}."),
        "list_changed": _("La lista cambió mientras se exportaba. No se escribió el archivo; expórtela de nuevo."),
        "person_without_document": _("La persona queda sin número de documento que sirva."),
        # --- upkeep
        "problems_found": _("La base de datos tiene problemas ({count}). No siga escribiendo hasta resolverlos."),
        "objects_differ": _("Hay disparadores o índices que no son los del programa: {names}. Use gsi db upgrade."),
        "references_broken": _("Hay filas que apuntan a otras que no existen. Restaure la última copia."),
        "operation_left_open": _("Quedó abierta una operación. Cierre el programa y use gsi db upgrade."),
        "search_differs": _("El índice de búsqueda no concuerda con las personas. Use gsi db upgrade."),
        "cards_differ": _("{count} familias se muestran distinto de como están. Use gsi db upgrade."),
        "inventing": _("Inventando familias de ejemplo…"),
        "removing_sample": _("Quitando los datos de ejemplo…"),
    }


def text(code: str, **params: object) -> str:
    """Return the Spanish sentence for ``code`` with ``params`` filled in; raises `KeyError` for an unknown code."""
    return _catalogue()[code].format(**params)


def known_codes() -> frozenset[str]:
    """Return every code that has a text."""
    return frozenset(_catalogue())
