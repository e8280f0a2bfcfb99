"""The console orders `gsi report …`: papers as PDF files, one family's or an office's, for scripts that print."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gsi_desktop.cli.parsing import Orders, Output, day, opened, positive
from gsi_desktop.models.enums import FamilyStatus, PaperKind, PaperOrder
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.paperwork.data import PrintedBatch
    from gsi_desktop.services.reports.data import Paper

_ORDERS = {"vereda": PaperOrder.PLACE, "cogestor": PaperOrder.COGESTOR, "folio": PaperOrder.FOLIO}


@dataclass(frozen=True)
class _Report:
    """An order: the paper of one family, and which paper a batch of it prints."""

    make: Callable[[Services, argparse.Namespace], Paper]
    kind: PaperKind

    def __call__(self, arguments: argparse.Namespace, output: Output) -> None:
        """Make one paper, or a batch when the order says all families or a municipality."""
        if arguments.all or arguments.municipality:
            _batch(self.kind, arguments, output)
        else:
            _single(self.make, arguments, output)


def register(orders: Orders) -> None:
    """Add the orders."""
    group = orders.area("report", _("papeles en PDF"))

    def order(name: str, report: _Report, help_text: str, *, blank: str = "") -> Any:
        parser = orders.order(group, name, report, help_text)
        parser.set_defaults(refuse=parser.refuse)
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--output", type=Path, metavar="SALIDA.pdf", help=_("archivo que se hace"))
        where.add_argument(
            "--per-family", type=Path, metavar="CARPETA", help=_("de un lote, un archivo por familia en esta carpeta")
        )
        _for_whom(parser, blank)
        _how(parser)
        return parser

    plan = order("family-plan", _Report(_family_plan, PaperKind.FAMILY_PLAN), _("el plan familiar"))
    plan.add_argument("--number", type=positive, metavar="N", help=_("versión; sin decirla, la más nueva"))
    _conditions(plan)
    baseline = order("baseline", _Report(_baseline, PaperKind.BASELINE), _("la ficha de línea base"))
    baseline.add_argument("--blank", action="store_true", help=_("en blanco, para llenar a mano"))
    _conditions(baseline)
    any_family = _("en blanco, para cualquier familia")
    visit = order("visit", _Report(_visit, PaperKind.VISIT), _("el formato de visita"), blank=any_family)
    visit.add_argument("--date", type=day, metavar="FECHA", help=_("la visita de ese día; sin decirlo, la próxima"))
    order("certificate", _Report(_certificate, PaperKind.CERTIFICATE), _("la constancia de vinculación"))
    consent = orders.order(group, "consent", _proof, _("la constancia de autorización de tratamiento de datos"))
    consent.add_argument("--family", required=True, metavar="FOLIO", help=_("folio de la familia"))
    consent.add_argument("--output", type=Path, required=True, metavar="SALIDA.pdf", help=_("archivo que se hace"))


def _for_whom(parser: Any, blank: str) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--family", metavar="FOLIO", help=_("folio de la familia"))
    which.add_argument("--all", action="store_true", help=_("todas las familias activas, en un archivo con índice"))
    which.add_argument("--municipality", metavar="CÓDIGO", help=_("las familias activas de ese municipio (DIVIPOLA)"))
    if blank:
        which.add_argument("--blank", action="store_true", help=blank)


def _how(parser: Any) -> None:
    parser.add_argument("--order", choices=tuple(_ORDERS), default="vereda", help=_("orden de los papeles de un lote"))
    parser.add_argument("--separators", action="store_true", help=_("una hoja antes de cada vereda o cogestor"))
    parser.add_argument("--duplex", action="store_true", help=_("cada papel empieza en una hoja nueva"))


def _conditions(parser: Any) -> None:
    parser.add_argument(
        "--with-conditions", action="store_true", help=_("imprime la condición de cada integrante (dato sensible)")
    )


# --- many


def _batch(kind: PaperKind, arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.families.data import FamilyFilter
    from gsi_desktop.services.paperwork import printing
    from gsi_desktop.services.paperwork.data import Selection, WantedBatch

    path: Path = arguments.per_family or arguments.output
    chosen = FamilyFilter(status=FamilyStatus.ACTIVE, municipality_id=arguments.municipality)
    wanted = WantedBatch(
        kinds=(kind,),
        selection=Selection(chosen=chosen),
        sort=_ORDERS[arguments.order],
        title=_("Municipio {code}").format(code=arguments.municipality) if arguments.municipality else _("Todas"),
        separators=arguments.separators,
        duplex=arguments.duplex,
        per_family=arguments.per_family is not None,
    )
    with opened(arguments) as services:
        made = printing.print_batch(services, wanted, path.absolute())
    data = {
        "batch": made.code,
        "papers": made.papers,
        "pages": made.pages,
        "files": made.files,
        "skipped": [{"folio": one.folio, "code": one.code, "reason": _reason(one.code)} for one in made.problems],
        "output": str(path),
    }
    output.give(data, _batch_lines(made, path))


def _reason(code: str) -> str:
    """Return the sentence of a code whose sentence needs nothing said."""
    try:
        return messages.text(code)
    except KeyError:
        return code


def _batch_lines(made: PrintedBatch, path: Path) -> list[str]:
    first = _("Lote de papel {code}: {papers} papeles, {pages} páginas en {output}")
    reasons: dict[str, list[str]] = {}
    for one in made.problems:
        reasons.setdefault(one.code, []).append(one.folio)
    skipped = [
        _("Sin imprimir: {count} · {reason}").format(count=len(folios), reason=_reason(code))
        for code, folios in sorted(reasons.items())
    ]
    told = first.format(code=made.code, papers=made.papers, pages=made.pages, output=path)
    return [told, *skipped, *(f"  {folio}" for folios in reasons.values() for folio in folios)]


# --- one


def _proof(arguments: argparse.Namespace, output: Output) -> None:
    arguments.per_family = None
    _single(_consent, arguments, output)


def _single(
    make: Callable[[Services, argparse.Namespace], Paper], arguments: argparse.Namespace, output: Output
) -> None:
    from gsi_desktop.services.reports import batch, papers

    if arguments.per_family is not None:
        arguments.refuse(_("--per-family va con --all o --municipality"))
    path: Path = arguments.output
    with opened(arguments) as services:
        paper = make(services, arguments)
    batch.save(papers.draw(paper), path)
    data = {
        "folio": paper.head.folio,
        "code": "" if paper.head.draft else paper.head.code,
        "verification": paper.head.printing.verification,
        "draft": paper.head.draft,
        "output": str(path),
    }
    output.give(data, [_("Se hizo {output}").format(**data)])


def _asked(services: Services, arguments: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """Return the family asked for, and who prints when."""
    from gsi_desktop.services.reports import queries

    family = services.read(queries.family_by_folio, arguments.family)
    return family, {"user": services.actor, "at": services.clock.now()}


def _family_plan(services: Services, arguments: argparse.Namespace) -> Paper:
    from gsi_desktop.services.reports import queries

    family, printing = _asked(services, arguments)
    return services.read(
        queries.family_plan_paper, family, arguments.number, with_conditions=arguments.with_conditions, **printing
    )


def _baseline(services: Services, arguments: argparse.Namespace) -> Paper:
    from gsi_desktop.services.reports import queries

    family, printing = _asked(services, arguments)
    wanted = {"blank": arguments.blank, "with_conditions": arguments.with_conditions}
    return services.read(queries.baseline_paper, family, **wanted, **printing)


def _visit(services: Services, arguments: argparse.Namespace) -> Paper:
    from gsi_desktop.services.reports import queries

    if arguments.blank:
        return services.read(queries.blank_visit_paper, user=services.actor, at=services.clock.now())
    family, printing = _asked(services, arguments)
    visit = services.read(queries.visit_on, family, arguments.date) if arguments.date else None
    return services.read(queries.visit_paper, family, visit, **printing)


def _certificate(services: Services, arguments: argparse.Namespace) -> Paper:
    from gsi_desktop.services.reports import queries

    family, printing = _asked(services, arguments)
    return services.read(queries.certificate_paper, family, **printing)


def _consent(services: Services, arguments: argparse.Namespace) -> Paper:
    from gsi_desktop.services.reports.consent_proof import consent_paper

    family, printing = _asked(services, arguments)
    return services.read(consent_paper, family, **printing)
