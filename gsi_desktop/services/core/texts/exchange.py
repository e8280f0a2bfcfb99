"""What is said of foreign files, rosters and exports."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return every code of the area with its text."""
    return {
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
        "possible_duplicate": _("Puede ser {double}. Se registra; decida en Posibles duplicados."),
        "batch_unknown": _("Ese lote no existe."),
        "batch_undone": _("La importación {batch} ya se deshizo."),
        "batch_touched": _(
            "La importación {batch} no se puede deshacer: alguien trabajó después con {count} de sus familias. "
            "No se cambió nada."
        ),
        "touched_merge": _("Se unió con otra ficha: deshaga antes la unión en Posibles duplicados."),
        "touched_visits": _("Tiene visitas."),
        "touched_achievements": _("Tiene logros."),
        "touched_plan": _("Tiene plan o compromisos."),
        "touched_cogestor": _("Tiene cogestor(a)."),
        "touched_consent": _("Tiene autorizaciones."),
        "touched_data": _("Se corrigieron datos."),
        "review_by_event": _(
            "El cambio de jefe(a) de hogar se registra como novedad de la familia, no desde el padrón."
        ),
    }
