"""What the columns of a roster mean, told from their headings: every office writes them in its own way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.exchange.data import ColumnGuess, RosterLayout
from gsi_desktop.services.exchange.reading import FilePreview, SheetPreview

_CAMEL = re.compile(
    r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])(?!(?i:er|ro|do|da)(?![a-z]))"
)
_HINT = re.compile(r"\((?:[oa]s?|e?s|[dma/y .-]+|[mfh12](?:\W+[mfh12])*)\)", re.IGNORECASE)
"""What stands in brackets after a heading and is no part of it: jefe(a), (dd/mm/aaaa), (M/F)."""
_NOISE = {"de", "del", "la", "el", "los", "las", "con", "su", "en", "al", "y", "e", "o", "persona", "integrante",
          "miembro", "dato", "residencia", "actual"}  # fmt: skip
_SAME_WORD = {
    **dict.fromkeys(("numero", "nro", "no", "n", "nume", "numer"), "num"),
    **dict.fromkeys(("codigo", "cdigo", "code"), "cod"),
    **dict.fromkeys(("mpio", "mun", "muni", "municip"), "municipio"),
    **dict.fromkeys(("dpto", "depto", "dep"), "departamento"),
    **dict.fromkeys(("doc", "docum", "identificacion", "identidad", "ident"), "documento"),
    **dict.fromkeys(("fec", "fch", "f"), "fecha"),
    **dict.fromkeys(("nac", "nacim", "nacido"), "nacimiento"),
    **dict.fromkeys(("tel", "telef", "tele", "telefonico", "fijo"), "telefono"),
    **dict.fromkeys(("cel", "movil"), "celular"),
    **dict.fromkeys(("dir", "direc"), "direccion"),
    **dict.fromkeys(("tip", "tpo"), "tipo"),
    **dict.fromkeys(("ape", "apell", "apellid"), "apellido"),
    **dict.fromkeys(("nom", "nomb"), "nombre"),
    **dict.fromkeys(("primero", "1er", "1ro", "pri", "prim", "p"), "primer"),
    **dict.fromkeys(("2do", "seg", "segund", "s"), "segundo"),
    **dict.fromkeys(("parentezco", "parent", "paren"), "parentesco"),
    **dict.fromkeys(("punt", "puntuacion"), "puntaje"),
    **dict.fromkeys(("nuc",), "nucleo"),
    **dict.fromkeys(("gen",), "genero"),
    **dict.fromkeys(("fam", "familiar"), "familia"),
    **dict.fromkeys(("completos",), "completo"),
}

_HEADINGS: Mapping[str, Sequence[str]] = {
    "municipality": (
        "cod municipio", "divipola", "cod dane", "dane", "cod divipola", "municipio cod", "cod dane municipio",
        "municipio dane", "dane municipio", "codmpio", "municipio", "nombre municipio",
    ),
    "department": ("cod departamento", "departamento cod", "departamento"),
    "zone": ("zona", "area", "tipo zona", "cod zona", "clase"),
    "settlement": (
        "barrio vereda", "vereda", "barrio", "vereda barrio", "vereda barrio sector", "barrio vereda sector",
        "corregimiento", "centro poblado", "nombre vereda", "nombre barrio", "nombre barrio vereda", "localidad",
    ),
    "address": (
        "direccion", "direccion vivienda", "vivienda direccion", "direccion hogar", "domicilio", "ubicacion",
        "residencia",
    ),
    "phone": (
        "celular", "telefono", "telefono celular", "celular 1", "telefono 1", "num celular", "num telefono", "contacto",
        "telefono contacto", "num contacto", "celular telefono", "telefonos",
    ),
    "other_phone": ("telefono 2", "celular 2", "otro telefono", "telefono alterno", "segundo telefono"),
    "household": (
        "ficha", "num ficha", "ficha num", "ficha sisben", "num ficha sisben", "cod ficha", "id ficha", "hogar",
        "cod hogar", "num hogar", "id hogar", "cod familia", "familia", "id familia", "num familia", "llave hogar",
        "folio hogar",
    ),
    "nucleus": ("nucleo", "num nucleo", "nucleo familiar", "cod nucleo", "orden nucleo"),
    "declaration": (
        "declaracion", "num declaracion", "cod declaracion", "cod rupd", "rupd", "num rupd", "fud", "num fud", "ruv",
        "cod ruv", "num declaracion rupd", "declaracion rupd", "id declaracion", "radicado declaracion",
    ),
    "score": ("puntaje", "puntaje sisben", "sisben puntaje", "puntaje sisben iii"),
    "level": (
        "nivel", "nivel sisben", "sisben nivel", "grupo", "grupo sisben", "sisben", "clasificacion sisben",
        "clasificacion", "categoria", "categoria sisben", "sisben iv", "grupo sisben iv",
    ),
    "listed_on": ("fecha encuesta", "fecha sisben", "fecha inclusion", "fecha declaracion", "fecha corte"),
    "document_type": (
        "tipo documento", "documento tipo", "cod tipo documento", "clase documento", "t documento", "tipo id", "td",
        "tdoc", "tipodoc", "tipo",
    ),
    "document": (
        "num documento", "documento", "documento num", "num id", "cedula", "num cedula", "nuip", "num nuip", "ndoc",
        "numdoc", "nrodoc", "numerodocumento",
        "cedula ciudadania",
    ),
    "first_surname": (
        "primer apellido", "apellido 1", "apellido primer", "1 apellido", "apellido paterno", "papellido",
    ),
    "second_surname": (
        "segundo apellido", "apellido 2", "apellido segundo", "2 apellido", "apellido materno", "sapellido",
    ),
    "first_name": ("primer nombre", "nombre 1", "nombre primer", "1 nombre", "pnombre"),
    "second_name": ("segundo nombre", "nombre 2", "nombre segundo", "2 nombre", "snombre", "otros nombres"),
    "surnames": ("apellidos", "apellido"),
    "names": ("nombres", "nombre"),
    "full_name": (
        "nombre completo", "nombres apellidos", "nombre apellidos", "nombre apellido", "apellidos nombres",
        "apellidos nombre", "nombres apellidos completo", "nombre apellidos completo", "apellidos nombres completo",
        "nombres completo", "nombre beneficiario", "beneficiario",
    ),
    "birth_date": (
        "fecha nacimiento", "nacimiento", "fechanac", "fecnac", "fnac", "fechanacim", "fecnacim", "nacimiento fecha",
    ),
    "sex": ("sexo", "genero", "sex", "sexo biologico", "cod sexo"),
    "kinship": (
        "parentesco", "relacion jefe", "parentesco jefe", "relacion jefe hogar", "parentesco jefe hogar", "relacion",
        "cod parentesco", "rol", "rol hogar", "vinculo",
    ),
    "ethnicity": ("etnia", "grupo etnico", "pertenencia etnica", "cod etnia", "autorreconocimiento etnico"),
    "disability": (
        "discapacidad", "condicion discapacidad", "tipo discapacidad", "tiene discapacidad", "presenta discapacidad",
    ),
    "pregnant": ("embarazo", "embarazada", "gestante", "estado embarazo", "esta embarazada", "en embarazo"),
    "displaced_on": ("fecha desplazamiento", "fecha expulsion", "fecha hecho", "fecha siniestro"),
    "displaced_from": ("municipio expulsor", "lugar expulsion", "municipio expulsion", "municipio origen", "expulsor"),
}  # fmt: skip

REQUIRED: Mapping[str, frozenset[str]] = {
    "municipality": frozenset({"municipality"}),
    "household": frozenset({"household", "declaration"}),
    "first_name": frozenset({"first_name", "names", "full_name"}),
    "first_surname": frozenset({"first_surname", "surnames", "full_name"}),
    "birth_date": frozenset({"birth_date"}),
}
"""What a roster must say of each person; any field of the set will do."""

_FEWEST_FIELDS = 4


def field_titles() -> dict[str, str]:
    """Return the Spanish title of every field a column can mean, in the order people expect."""
    return {
        "municipality": _("Municipio (DIVIPOLA)"),
        "department": _("Departamento"),
        "zone": _("Zona"),
        "settlement": _("Vereda o barrio"),
        "address": _("Dirección"),
        "phone": _("Teléfono"),
        "other_phone": _("Otro teléfono"),
        "household": _("Ficha (clave de hogar)"),
        "nucleus": _("Núcleo (clave de hogar)"),
        "declaration": _("Declaración RUPD/RUV (clave de hogar)"),
        "score": _("Puntaje SISBÉN"),
        "level": _("Nivel o grupo SISBÉN"),
        "listed_on": _("Fecha de la encuesta"),
        "document_type": _("Tipo de documento"),
        "document": _("Número de documento"),
        "first_surname": _("Primer apellido"),
        "second_surname": _("Segundo apellido"),
        "first_name": _("Primer nombre"),
        "second_name": _("Segundo nombre"),
        "surnames": _("Apellidos juntos"),
        "names": _("Nombres juntos"),
        "full_name": _("Nombre completo"),
        "birth_date": _("Fecha de nacimiento"),
        "sex": _("Sexo"),
        "kinship": _("Parentesco"),
        "ethnicity": _("Etnia"),
        "disability": _("Discapacidad"),
        "pregnant": _("Gestante"),
        "displaced_on": _("Fecha de desplazamiento"),
        "displaced_from": _("Municipio expulsor"),
    }


def _heading_key(heading: str) -> str:
    """Return the heading with its abbreviations written out and its small words dropped."""
    spaced = _CAMEL.sub(" ", _HINT.sub(" ", heading.replace("_", " ")))
    words = [_SAME_WORD.get(word, word) for word in fold(spaced).split()]
    told = [word for word in words if word not in _NOISE] or words
    return " ".join(word for word, former in zip(told, ["", *told], strict=False) if word != former)


def _lookup() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, headings in _HEADINGS.items():
        for rank, heading in enumerate(headings):
            found.setdefault(_heading_key(heading), (field, rank))
    return found


_FIELD_BY_HEADING = _lookup()
_FIELD_BY_SOLID_HEADING = {key.replace(" ", ""): found for key, found in _FIELD_BY_HEADING.items()}
_SECOND = {"phone": "other_phone"}
"""What the next likely column means when the field itself is taken: the landline beside the mobile."""


def _meaning(heading: str) -> tuple[str, int] | None:
    """Return the field a heading means and how unusual a way to say it is, None when it is not known."""
    key = _heading_key(heading)
    return _FIELD_BY_HEADING.get(key) or _FIELD_BY_SOLID_HEADING.get(key.replace(" ", ""))


def guess_fields(headings: Sequence[str]) -> list[str]:
    """Return the field each heading means, "" where none; a field is given once, to its likeliest heading."""
    meant: dict[str, list[tuple[int, int]]] = {}
    for index, heading in enumerate(headings):
        if found := _meaning(heading):
            meant.setdefault(found[0], []).append((found[1], index))
    fields = [""] * len(headings)
    for field, places in meant.items():
        places.sort()
        fields[places[0][1]] = field
        second = _SECOND.get(field)
        if second and second not in meant and len(places) > 1:
            fields[places[1][1]] = second
    return fields


def missing_fields(fields: Iterable[str]) -> tuple[str, ...]:
    """Return what a roster with these ``fields`` fails to say, in the names of `field_titles`."""
    given = set(fields)
    return tuple(name for name, any_of in REQUIRED.items() if not any_of & given)


def fingerprint(headings: Sequence[str]) -> str:
    """Return the key under which the mapping of these headings is remembered."""
    return hashlib.sha256("\x1f".join(fold(heading) for heading in headings).encode()).hexdigest()


def _header_row(sheet: SheetPreview) -> tuple[int, int]:
    """Return the number of the row that looks most like headings, and how many fields it names."""
    scores = [(sum(map(bool, guess_fields(row))), -number, number) for number, row in enumerate(sheet.head, 1)]
    if not scores:
        return 1, 0
    count, _order, number = max(scores)
    return number, count


def layout(preview: FilePreview, sheet: str | None = None, header_row: int | None = None) -> RosterLayout:
    """Return where the table of ``preview`` stands and what its columns mean.

    ``sheet`` and ``header_row`` (1-based) are the person's own choice. Raises `ExpectedError` ``no_header`` when no row
    of any sheet looks like headings and the person chose none.
    """
    sheets = [candidate for candidate in preview.sheets if sheet in (None, candidate.name)]
    found = [(_header_row(candidate), candidate) for candidate in sheets]
    if not found:
        raise ExpectedError("no_header")
    (number, count), chosen = max(found, key=lambda pair: pair[0][1])
    if header_row is None and count < _FEWEST_FIELDS:
        raise ExpectedError("no_header")
    return describe(chosen, number if header_row is None else header_row)


def describe(sheet: SheetPreview, header_row: int, fields: Sequence[str] | None = None) -> RosterLayout:
    """Return the layout of ``sheet`` with its headings in ``header_row``; ``fields`` replaces the guesses."""
    if not 1 <= header_row <= len(sheet.head):
        raise ExpectedError("no_header")
    headings = [cell.strip() for cell in sheet.head[header_row - 1]]
    below = sheet.head[header_row:]
    guessed = list(fields) if fields is not None else guess_fields(headings)
    columns = tuple(
        ColumnGuess(index, heading, _examples(below, index), guessed[index])
        for index, heading in enumerate(headings)
        if heading
    )
    return RosterLayout(sheet.name, header_row, columns, remembered=fields is not None)


def _examples(rows: Sequence[Sequence[str]], index: int) -> tuple[str, ...]:
    values = (row[index].strip() for row in rows if index < len(row) and row[index].strip())
    return tuple(dict.fromkeys(values))[:3]
