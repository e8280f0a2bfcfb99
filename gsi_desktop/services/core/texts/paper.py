"""Texts of paper at volume, and of a catalogue that comes from a file."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return every code of the area with its text."""
    return {
        # --- a catalogue from a file
        "catalogue_file_headings": _(
            "El archivo no tiene los títulos de un catálogo de logros. Saque primero el que rige y edítelo."
        ),
        "catalogue_file_wrong": _("Fila {row}: {first} Errores en el archivo: {count}. No se cambió nada."),
        "catalogue_file_number": _("El número del logro falta o no es un número: «{text}»."),
        "catalogue_file_twice": _("El logro {number} ya está en la fila {row}."),
        "catalogue_file_choice": _("«{text}» no sirve en «{column}». Puede ser: {options}."),
        "catalogue_file_next": _("El logro nuevo no puede ser el {number}: sigue el {next}."),
        # --- paper at volume
        "choosing_papers": _("Buscando las familias…"),
        "keeping_papers": _("Guardando el lote…"),
        "papers_none": _("No hay ningún papel que imprimir. Revise qué papeles y qué familias eligió."),
        "papers_too_many": _("Un lote tiene como mucho {most} papeles. Imprima por municipio o un papel a la vez."),
        "papers_broken": _("Los papeles no se pudieron hacer: un proceso terminó de repente. Inténtelo de nuevo."),
        "output_folder_full": _("La carpeta {name} ya tiene archivos. Elija otra o una vacía."),
        "paper_batch_gone": _("El lote ya no existe."),
        "paper_code_shape": _("«{typed}» no es un código de papel. Va así: AB-0012-00457-8."),
        "paper_code_check": _("El código «{typed}» tiene un error: el último número no concuerda. Léalo otra vez."),
        "paper_code_series": _("El papel {typed} es de otra oficina: aquí los códigos empiezan por {own}."),
        "paper_code_unknown": _("No hay ningún papel con el código {typed}."),
        "paper_family_gone": _(
            "El papel {typed} se imprimió para una familia que ya no está: se deshizo la importación o la inscripción "
            "con que llegó."
        ),
        "paper_not_form": _("El papel {typed} no se digita: es para la familia o para el archivo."),
        "paper_keyed": _("El papel {typed} ya se digitó el {day}, por {who}."),
        "paper_other_family": _("El papel {typed} es de otra familia."),
    }
