"""Invented papers, and what readers see of a drawn one."""
# ruff: noqa: E501 - a sample reads best on one line

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from gsi_desktop.models.enums import MarkState, ReviewResult
from gsi_desktop.services.reports.data import (
    AchievementLine,
    BaselinePaper,
    CertificatePaper,
    Choice,
    CommitmentLine,
    DimensionGroup,
    DimensionLine,
    FamilyIdentity,
    FamilyPlanPaper,
    HomeQuestion,
    IndicatorLine,
    MemberLine,
    MemberQuestion,
    MovementLine,
    PaperHead,
    Printing,
    PriorityLine,
    QuestionLine,
    ReviewLine,
    SignatureBox,
    VisitPaper,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

A, P, G, B, D, N, S = MarkState
FOLIO = "41551-AB-002984-6"
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGMQUDBwCEhgKGiYsGDDAQAYHgThzH3ytAAAAABJRU5ErkJggg=="
"""A picture of four points."""
PRINTING = Printing(at="20/11/2026 10:42", user="Yenny P. Muñoz")


def head(title: str, code: str, subtitle: str = "") -> PaperHead:
    return PaperHead(
        country_line="República de Colombia · Departamento del Huila",
        entity="Municipio de Pitalito",
        office_line="Oficina de Gestión Social Integral · NIT 891.180.077-0",
        title=title,
        subtitle=subtitle,
        folio=FOLIO,
        code=code,
        foot=f"{title} · Folio {FOLIO} · Rosalba Muñoz Ordóñez",
        printing=PRINTING,
    )


IDENTITY = FamilyIdentity(
    head_caption="Jefa de hogar",
    head="Rosalba Muñoz Ordóñez",
    document="CC 36.284.517",
    phone="321 579 5346",
    members="6",
    municipality="41551 Pitalito",
    settlement="El Cabuyal, corregimiento Bruselas",
    address="Finca La Esperanza",
    zone="Rural",
    targeting="RUV 2009 · SISBÉN IV A3 (12/03/2025)",
    phase="Acompañamiento",
    cogestor="Yenny Paola Muñoz Trujillo",
)

MEMBERS = tuple(
    MemberLine(
        number=str(number), name=name, given_name=given, kinship=kin, document=document, birth=birth, age=age,
        condition=condition,
    )
    for number, (name, given, kin, document, birth, age, condition) in enumerate(
        (
            ("Rosalba Muñoz Ordóñez", "Rosalba", "Jefa", "CC 36.284.517", "02/05/1985", "41", ""),
            ("Wilson Andrés Cabrera Peña", "Wilson Andrés", "Cónyuge", "CC 12.238.904", "17/09/1982", "44", ""),
            ("Leidy Tatiana Cabrera Muñoz", "Leidy Tatiana", "Hija", "CC 1.083.921.650", "30/01/2007", "19", "Gestante"),
            ("Juan Esteban Cabrera Muñoz", "Juan Esteban", "Hijo", "TI 1.083.905.217", "11/08/2014", "12", ""),
            ("María José Cabrera Muñoz", "María José", "Hija", "RC 1.084.330.745", "26/03/2021", "5", ""),
            ("Ana Tulia Ordóñez de Muñoz", "Ana Tulia", "Madre", "CC 26.541.382", "08/12/1957", "68", "Discapacidad física"),
        ),
        start=1,
    )
)  # fmt: skip

DIMENSIONS = tuple(
    DimensionLine(name=name, initial=initial, current=current)
    for name, initial, current in (
        ("Identificación", "0 de 5", "3 de 5"),
        ("Ingresos y trabajo", "0 de 4", "2 de 4"),
        ("Educación", "1 de 4", "2 de 4"),
        ("Salud", "0 de 9", "3 de 9"),
        ("Nutrición", "0 de 2", "1 de 2"),
        ("Habitabilidad", "3 de 11", "5 de 11"),
        ("Dinámica familiar", "1 de 4", "4 de 4"),
        ("Banca y ahorro", "0 de 2", "0 de 2"),
        ("Acceso a la justicia", "0 de 1", "1 de 1"),
    )
)


def commitment(side: str, action: str, responsible: str, due: str, fulfilled: bool | None = None) -> CommitmentLine:
    return CommitmentLine(side=side, action=action, responsible=responsible, due=due, fulfilled=fulfilled)


PRIORITIES = (
    PriorityLine(
        number="1", achievement="2", text="Tarjeta de identidad", member="Juan Esteban", initial=P, current=G,
        commitments=(
            commitment("Familia", "Sacar registro civil autenticado y llevarlo a la cita", "Rosalba (madre)", "28/11/2026"),
            commitment("Entidad", "Dar cita en la jornada de Criollo", "Registraduría", "28/11/2026"),
        ),
    ),
    PriorityLine(
        number="2", achievement="17", text="Gestante en controles prenatales", member="Leidy Tatiana", initial=P, current=G,
        commitments=(
            commitment("Familia", "Asistir al cuarto control y a la vacuna Tdap", "Leidy Tatiana", "03/12/2026", True),
            commitment("Entidad", "Programar el control en el puesto de salud", "ESE Manuel Castro Tovar", "03/12/2026"),
        ),
    ),
    PriorityLine(
        number="3", achievement="8", text="Capacidades para el trabajo", member="Leidy Tatiana", initial=P, current=P,
        note="Llevar fotocopia de la cédula.",
        commitments=(
            commitment("Familia", "Inscribirse en el SENA virtual: servicio al cliente, 40 horas", "Leidy Tatiana", "15/01/2027"),
        ),
    ),
    PriorityLine(
        number="4", achievement="27", text="Agua potable o bien manejada", initial=P, current=G,
        commitments=(
            commitment("Entidad", "Instalar filtro familiar entregado por el acueducto veredal", "Alcaldía, Infraestructura", "30/01/2027"),
            commitment("Familia", "Limpiar el tanque cada mes", "Wilson Andrés", "30/01/2027", False),
        ),
    ),
    PriorityLine(
        number="5", achievement="34", text="Sin pisos de tierra", initial=P, current=P,
        commitments=(
            commitment("Cogestora", "Postular al mejoramiento de vivienda rural", "Yenny Paola Muñoz", "26/02/2027"),
            commitment("Familia", "Aportar la mano de obra", "Wilson Andrés", "26/02/2027"),
        ),
    ),
    PriorityLine(
        number="6", achievement="42", text="Ahorro formal o no formal", initial=P, current=P,
        commitments=(
            commitment("Familia", "Vincularse al grupo de ahorro de la vereda El Cabuyal", "Rosalba (madre)", "12/02/2027"),
        ),
    ),
)  # fmt: skip

SIGNATURES = (
    SignatureBox(name="Rosalba Muñoz Ordóñez", role="Jefa de hogar · CC 36.284.517"),
    SignatureBox(name="Yenny Paola Muñoz Trujillo", role="Cogestora social · CC 1.083.874.209"),
    SignatureBox(name="Testigo o firma a ruego", role="CC"),
)


def plan(**changed: object) -> FamilyPlanPaper:
    made = FamilyPlanPaper(
        head=head("Plan familiar", f"PF-{FOLIO}-2", "Versión 2, reemplaza la versión 1 del 18/04/2026"),
        identity=IDENTITY,
        members=MEMBERS,
        dimensions=DIMENSIONS,
        dimensions_note="logros alcanzados de los que aplican a la familia: línea base 14/03/2026 → hoy 20/11/2026. "
        "Total: 5 → 21 de 42.",
        priorities=PRIORITIES,
        priorities_note="mínimo cinco, por orden de prioridad",
        goal="«Que Leidy tenga su bebé sin problemas, que Juan no deje el colegio y que la casa tenga piso y agua buena "
        "antes de la próxima cosecha.»",
        signatures=SIGNATURES,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


# --- ficha de línea base

_LOGROS = (
    ("Identificación", "1 de 5", (
        (1, "Registro civil", "¿El documento es registro civil, el que corresponde a menores de 7 años?", S, (N, N, N, N, A, N)),
        (2, "Tarjeta de identidad", "¿Tiene tarjeta de identidad, la que corresponde entre los 7 y los 17 años?", P, (N, N, N, P, N, N)),
        (3, "Cédula o contraseña certificada", "¿Tiene cédula de ciudadanía o contraseña certificada?", A, (A, A, A, N, N, A)),
        (4, "Situación militar definida", "¿Tiene libreta militar o definida su situación militar?", S, (N, S, N, N, N, N)),
        (5, "Incluidos en el SISBÉN", "¿Está en la base del SISBÉN?", A, (A, A, A, A, A, A)),
    )),
    ("Ingresos y trabajo", "0 de 4", (
        (6, "Ingreso de los adultos mayores", "¿Recibe ingreso o apoyo en dinero o en especie?", D, (N, N, N, N, N, D)),
        (7, "Alguien tiene ocupación remunerada", "¿Alguien en edad de trabajar tuvo trabajo pago o una actividad que dé ingresos la semana pasada?", P, ()),
        (8, "Capacidades para el trabajo", "¿Hizo un curso de formación para el trabajo o certificó lo que sabe hacer?", P, (P, P, G, N, N, N)),
        (9, "Activos para la unidad productiva", "¿Tiene negocio o cultivo propio, y apoyo para él? Si es desplazada, ¿pidió proteger sus tierras?", B, ()),
    )),
)  # fmt: skip

IPM = (
    ("Condiciones educativas del hogar", "Bajo logro educativo", "10 %", True, "Promedio de 6,5 años en mayores de 15"),
    ("Condiciones educativas del hogar", "Analfabetismo", "10 %", False, ""),
    ("Condiciones de la niñez y juventud", "Inasistencia escolar", "5 %", False, ""),
    ("Condiciones de la niñez y juventud", "Rezago escolar", "5 %", None, ""),
    ("Trabajo", "Trabajo informal", "10 %", True, "Ninguno cotiza a pensión"),
)


def _groups(*, blank: bool = False) -> tuple[DimensionGroup, ...]:
    def letter(state: MarkState) -> MarkState | None:
        return None if blank and state is not N else state

    return tuple(
        DimensionGroup(
            name=name,
            figures="" if blank else figures,
            achievements=tuple(
                AchievementLine(
                    number=str(number), text=text, question=question, family=letter(family),
                    members=tuple(letter(state) for state in members), family_only=not members,
                )
                for number, text, question, family, members in lines
            ),
        )
        for name, figures, lines in _LOGROS
    )  # fmt: skip


def baseline(*, blank: bool = False, **changed: object) -> BaselinePaper:
    made = BaselinePaper(
        head=head("Ficha de línea base", f"LB-{FOLIO}", "Catálogo JUNTOS (45), redacción de trabajo, versión 1"),
        identity=IDENTITY,
        members=MEMBERS,
        assessed_on="" if blank else "Hecha el 14/03/2026",
        groups=_groups(blank=blank),
        total="" if blank else "5 de 42 logros alcanzados",
        home_questions=(
            HomeQuestion(
                text="¿De dónde toman el agua para beber?",
                choices=choices(
                    ("Acueducto", "Pozo o aljibe", "Agua lluvia", "Río, quebrada o manantial", "Carrotanque", "Otra fuente"),
                    *(() if blank else ("Río, quebrada o manantial",)),
                ),
            ),
            HomeQuestion(text="¿En cuántos cuartos duermen las personas del hogar?", value="" if blank else "2"),
        ),
        member_questions=(
            MemberQuestion(
                text="Años de estudio aprobados", help="Cuente desde primero de primaria: quinto son 5, once son 11.",
                answers=("", "", "", "", None, "") if blank else ("7", "5", "11", "6", None, "2"),
            ),
            MemberQuestion(
                text="¿Está afiliado a salud?", answers=("",) * 6 if blank else ("Sí", "Sí", "No", "Sí", "Sí", ""),
            ),
        ),
        ipm=() if blank else tuple(
            IndicatorLine(
                number=str(number), dimension=dimension, name=name, weight=weight,
                deprived=deprived, why=why,
            )
            for number, (dimension, name, weight, deprived, why) in enumerate(IPM, start=1)
        ),
        ipm_result="" if blank else "20 % de privaciones con una por conocer; pobre desde 33 %",
        living_score="" if blank else "ICV: 45,20 (medido el 02/03/2026, encuesta SISBÉN)",
        signatures=SIGNATURES[:2],
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


# --- visit form

KINDS = ("1", "2", "2A", "3", "4", "Seguimiento", "Ventanilla")
MEDIA = (
    "En el hogar", "Teléfono", "Videollamada", "Casa de un familiar", "Casa de un vecino", "Trabajo", "Institución",
    "Espacio comunitario", "Oficina",
)  # fmt: skip
OUTCOMES = ("Se realizó", "Nadie en casa", "No la recibieron", "Se mudó", "No se encontró", "Quedó sin terminar")
TOPICS = (
    "Convivencia", "Participación", "Decisiones", "Derechos y redes", "Equidad de género", "Embarazo adolescente",
    "Juego", "Lugar seguro", "Educación financiera", "Cuidado", "Medio ambiente", "Vínculos sanos",
)  # fmt: skip
QUESTIONS = (
    "Recibe las visitas y participa en ellas",
    "Asiste a la oferta que se le acerca",
    "Cumple los compromisos que adquiere",
    "Propone alternativas por su cuenta",
    "Reconoce sus dificultades y decide sobre ellas",
)
WAYS = ("1 oferta del catálogo", "2 otra oferta", "3 medios propios", "4 verificación")


def choices(labels: tuple[str, ...], *ticked: str, keyed: bool = True) -> tuple[Choice, ...]:
    return tuple(Choice(label, label in ticked, str(at) if keyed else "") for at, label in enumerate(labels, start=1))


def visit(*, blank: bool = False, **changed: object) -> VisitPaper:
    known = () if blank else ("Seguimiento", "En el hogar", "Se realizó", "Cuidado")
    made = VisitPaper(
        head=head("Visita", f"VI-{FOLIO}-20261124", "" if blank else "Seguimiento"),
        identity=IDENTITY,
        kinds=choices(KINDS, *known, keyed=False),
        media=choices(MEDIA, *known),
        outcomes=choices(OUTCOMES, *known),
        present=tuple(
            Choice(f"{member.given_name}, {member.age}", not blank and member.number in "135", member.number)
            for member in MEMBERS
        ),
        commitments=(
            ReviewLine(
                number="1", action="Certificado del SENA de Wilson Andrés", responsible="Wilson Andrés", due="20/11/2026",
                result=None if blank else ReviewResult.FULFILLED,
            ),
            ReviewLine(
                number="2", action="Sacar la tarjeta de identidad de Juan Esteban", responsible="Rosalba (madre)",
                due="12/11/2026", result=None if blank else ReviewResult.NOT_FULFILLED,
                reason="" if blank else "Faltó el registro civil auténtico", new_due="" if blank else "28/11/2026",
            ),
            ReviewLine(number="3"),
        ),
        movements=(
            MovementLine(
                achievement="8", text="Capacidades para el trabajo", member="Wilson Andrés", before=P,
                state=None if blank else A, how="" if blank else "1", note="" if blank else "SENA, certificado visto",
            ),
            MovementLine(), MovementLine(), MovementLine(),
        ),
        ways=WAYS,
        topics=choices(TOPICS, *known),
        coresponsibility=tuple(QuestionLine(text, None if blank else True) for text in QUESTIONS),
        next_kinds=choices(KINDS[:-1], keyed=False),
        signatures=(SIGNATURES[0], SIGNATURES[1]),
    )  # fmt: skip
    if not blank:
        told = {
            "date": "24/11/2026", "started": "09:04", "ended": "10:12", "place": "Finca La Esperanza",
            "notes": "Leidy se siente bien, le preocupa el transporte al control. La finca tuvo buena traviesa; piensan "
            "arreglar la cocina en enero.",
            "evaluation": "Les gustó hablar del ahorro.", "next_date": "15/12/2026", "next_time": "09:00",
        }  # fmt: skip
        made = replace(made, **told)  # type: ignore[arg-type]
    return replace(made, **changed)  # type: ignore[arg-type]


# --- constancia


def certificate(**changed: object) -> CertificatePaper:
    made = CertificatePaper(
        head=replace(
            head("Constancia de vinculación", f"CV-{FOLIO}-20261120"),
            foot=f"Constancia de vinculación · Folio {FOLIO}",
        ),
        addressee="La Oficina de Gestión Social Integral del Municipio de Pitalito",
        opening="Que la familia de Rosalba Muñoz Ordóñez, identificada con CC 36.284.517, con folio 41551-AB-002984-6, "
        "está vinculada a la Red JUNTOS en este municipio desde el 02/03/2026 y la conforman seis personas:",
        members=MEMBERS,
        paragraphs=(
            "A la fecha la familia está en la fase de acompañamiento y recibe las visitas de su cogestora, Yenny P. Muñoz.",
            "Esta constancia se expide a solicitud de la persona interesada.",
        ),
        place_and_date="Pitalito, 20 de noviembre de 2026.",
        signature=SignatureBox(name="", role="Oficina de Gestión Social Integral", how="Municipio de Pitalito"),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


# --- what readers see


def pages(pdf: bytes) -> list[str]:
    """Return the text of every page as pypdf reads it."""
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def pictures(pdf: bytes, dpi: int = 60) -> list[QImage]:
    """Return every page as Qt's reader paints it on white."""
    from PySide6.QtCore import QBuffer, QByteArray, QSize
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    assert document.status() is QPdfDocument.Status.Ready
    painted = []
    for page in range(document.pageCount()):
        size = document.pagePointSize(page) * dpi / 72
        sheet = QImage(QSize(round(size.width()), round(size.height())), QImage.Format.Format_RGB32)
        sheet.fill(0xFFFFFFFF)
        painter = QPainter(sheet)
        painter.drawImage(0, 0, document.render(page, sheet.size()))
        painter.end()
        painted.append(sheet)
    document.close()
    return painted
