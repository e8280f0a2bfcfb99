"""The console orders `gsi report …`: papers as PDF files, for scripts that print an office's week."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gsi_desktop.cli.parsing import Orders, Run, day, opened, positive
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.reports.data import Paper


def register(orders: Orders) -> None:
    """Add the orders."""
    group = orders.area("report", _("papeles en PDF"))

    def order(name: str, make: Callable[[Services, argparse.Namespace], Paper], help_text: str) -> Any:
        parser = orders.order(group, name, _order(make), help_text)
        parser.add_argument("--output", type=Path, required=True, metavar="SALIDA.pdf", help=_("archivo que se hace"))
        return parser

    plan = order("family-plan", _family_plan, _("el plan familiar"))
    _family(plan)
    plan.add_argument("--number", type=positive, metavar="N", help=_("versión; sin decirla, la más nueva"))
    _conditions(plan)
    baseline = order("baseline", _baseline, _("la ficha de línea base"))
    _family(baseline)
    baseline.add_argument("--blank", action="store_true", help=_("en blanco, para llenar a mano"))
    _conditions(baseline)
    visit = order("visit", _visit, _("el formato de visita"))
    which = visit.add_mutually_exclusive_group(required=True)
    which.add_argument("--family", metavar="FOLIO", help=_("folio de la familia"))
    which.add_argument("--blank", action="store_true", help=_("en blanco, para cualquier familia"))
    visit.add_argument("--date", type=day, metavar="FECHA", help=_("la visita de ese día; sin decirlo, la próxima"))
    _family(order("certificate", _certificate, _("la constancia de vinculación")))
    _family(order("consent", _consent, _("la constancia de autorización de tratamiento de datos")))


def _family(parser: Any) -> None:
    parser.add_argument("--family", required=True, metavar="FOLIO", help=_("folio de la familia"))


def _conditions(parser: Any) -> None:
    parser.add_argument(
        "--with-conditions", action="store_true", help=_("imprime la condición de cada integrante (dato sensible)")
    )


def _order(make: Callable[[Services, argparse.Namespace], Paper]) -> Run:
    def run(arguments: argparse.Namespace, output: Any) -> None:
        from gsi_desktop.services.reports import batch, papers

        with opened(arguments) as services:
            paper = make(services, arguments)
        path: Path = arguments.output
        batch.save(papers.draw(paper), path)
        data = {
            "folio": paper.head.folio,
            "code": "" if paper.head.draft else paper.head.code,
            "verification": paper.head.printing.verification,
            "draft": paper.head.draft,
            "output": str(path),
        }
        output.give(data, [_("Se hizo {output}").format(**data)])

    return run


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
