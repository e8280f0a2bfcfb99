"""The text people are read before they authorise: versions that are never changed, each with its hash.

Version 1 is a working text that ships with the program, so that an office can begin; its lawyer publishes another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from gsi_desktop.models import consent as models
from gsi_desktop.services.core import canonical
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.consent_data import ConsentText, PublishConsentText, Purpose

FIRST_DAY: Final = date(2026, 1, 1)

_LABEL = "Autorización de tratamiento de datos – texto de trabajo"
_BODY = (
    "De acuerdo con la Ley 1581 de 2012 y el Decreto 1377 de 2013 (compilado en el Decreto 1074 de 2015), la entidad "
    "que me acompaña es responsable de mis datos personales y me informó, antes de pedírmelos, para qué los usará.\n"
    "Autorizo de manera previa, expresa e informada que mis datos y los de las personas que represento se recojan, "
    "guarden y usen solo para las finalidades que acepto abajo, una por una.\n"
    "Sé que puedo conocer, actualizar, rectificar y suprimir mis datos, pedir prueba de esta autorización, revocarla y "
    "presentar quejas ante la Superintendencia de Industria y Comercio, y que puedo hacerlo en la oficina que me "
    "atiende o por los medios de su política de tratamiento de datos.\n"
    "Datos sensibles (salud, discapacidad, pertenencia étnica, hechos de violencia y otros): me informaron que no "
    "estoy obligado(a) a darlos ni a autorizar su tratamiento, que ninguna atención depende de ello y que puedo "
    "responder «prefiero no responder».\n"
    "Niños, niñas y adolescentes: autoriza quien los representa, en su interés superior, después de escuchar su "
    "opinión según su madurez."
)
_PURPOSES = (
    Purpose("care", "Conocer la situación de mi familia, hacer el plan familiar y acompañarla con visitas."),
    Purpose("offers", "Buscar ofertas y cupos, y remitir mis datos necesarios a las entidades que los prestan."),
    Purpose("contact", "Llamarme, escribirme o visitarme para el acompañamiento."),
    Purpose("reports", "Hacer informes y estadísticas sin mi nombre ni mi documento."),
    Purpose("images", "Tomar fotografías en las actividades y usarlas para mostrar el programa."),
)


def hashed(body: str, purposes: Sequence[Purpose]) -> str:
    """Return the hash printed on the proof: of the text and its purposes, nothing else."""
    return canonical.digest(canonical.canonical({"body": body, "purposes": list(purposes)}))


def _row(body: str, purposes: Sequence[Purpose]) -> dict[str, Any]:
    kept = msgspec.json.encode(list(purposes)).decode()
    return {"body": body, "purposes": kept, "sha256": hashed(body, purposes)}


def load_first(connection: Connection) -> None:
    """Write version 1 into a database that has no text yet."""
    if connection.execute(select(models.ConsentText.id).limit(1)).first() is not None:
        return
    first = {"id": uuid5(NAMESPACE_URL, "gsi:consent_text:1"), "number": 1, "label": _LABEL}
    reason = "Texto de trabajo que acompaña al programa: debe revisarlo la oficina jurídica de la entidad."
    told = {"valid_from_on": FIRST_DAY, "reason": reason}
    connection.execute(insert(models.ConsentText).values(**first, **told, **_row(_BODY, _PURPOSES)))


def _frozen(row: models.ConsentText) -> ConsentText:
    return ConsentText(
        text_id=row.id,
        number=row.number,
        label=row.label,
        body=row.body,
        purposes=msgspec.json.decode(row.purposes, type=tuple[Purpose, ...]),
        sha256=row.sha256,
        valid_from_on=row.valid_from_on,
        reason=row.reason,
    )


def in_force(session: Session, day: date) -> ConsentText:
    """Return the newest text that is valid on ``day``; before the first one, the first."""
    text = models.ConsentText
    valid = select(text).where(text.valid_from_on <= day).order_by(text.number.desc()).limit(1)
    found = session.execute(valid).scalar()
    return _frozen(found or session.execute(select(text).order_by(text.number).limit(1)).scalar_one())


def by_ids(session: Session, ids: Sequence[UUID]) -> dict[UUID, ConsentText]:
    """Return texts by id."""
    rows = session.execute(select(models.ConsentText).where(models.ConsentText.id.in_(set(ids)))).scalars()
    return {row.id: _frozen(row) for row in rows}


def versions(session: Session) -> tuple[ConsentText, ...]:
    """Return every version, newest first."""
    rows = session.execute(select(models.ConsentText).order_by(models.ConsentText.number.desc())).scalars()
    return tuple(_frozen(row) for row in rows)


def purposes_of(lines: Sequence[str], former: Sequence[Purpose]) -> tuple[Purpose, ...]:
    """Return purposes with these texts: one kept or reworded in its place keeps its code, others get a new one.

    >>> former = [Purpose("care", "Acompañar"), Purpose("x", "Otra.")]
    >>> [one.code for one in purposes_of(["Acompañar más.", "Otra.", "Una nueva."], former)]
    ['care', 'x', 'p3']
    """
    known = {purpose.text: purpose.code for purpose in former}
    taken = {known[line] for line in lines if line in known}
    found = []
    for place, line in enumerate(lines):
        code = known.get(line, "")
        if not code and place < len(former) and former[place].code not in taken:
            code = former[place].code
        number = place + 1
        while not code or (line not in known and code in taken):
            code, number = f"p{number}", number + 1
        taken.add(code)
        found.append(Purpose(code, line))
    return tuple(found)


def publish_text(work: UnitOfWork, data: PublishConsentText) -> int:
    """Write a new version and return its number; what was authorised before stays bound to the text that was read.

    Raises ``consent_text_changed`` when somebody published meanwhile, ``consent_text_empty`` and
    ``consent_text_reason``.
    """
    text = models.ConsentText
    work.session.execute(select(text.id).where(text.number == 1).with_for_update())
    last = work.session.execute(select(text).order_by(text.number.desc()).limit(1)).scalar_one()
    if last.number != data.base_number:
        raise ExpectedError("consent_text_changed", number=last.number)
    body, reason = data.body.strip(), data.reason.strip()
    if not body or not data.purposes or not all(one.text.strip() for one in data.purposes):
        raise ExpectedError("consent_text_empty", field="body")
    if not reason:
        raise ExpectedError("consent_text_reason", field="reason")
    made = text(
        id=new_id(),
        number=last.number + 1,
        label=data.label.strip() or last.label,
        valid_from_on=work.clock.today(),
        reason=reason,
        **_row(body, data.purposes),
    )
    work.session.add(made)
    work.session.flush()
    work.changes.kinds.add("consent_text")
    return made.number
