"""What the page of the catalogue says below its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.draft import Draft
from gsi_desktop.ui.kit.infobar import InfoBar

Do = Callable[[], object]
_LINKS: Final = 8


def draft_kept(draft: Draft, edit: Do, discard: Do) -> InfoBar:
    """Offer a draft again."""
    said = words.differences_text(draft.differences())
    return InfoBar(
        "info",
        _("Hay un borrador de la versión {number}.").format(number=draft.next_number),
        _("{differences}. Todavía no cuenta.").format(differences=said) if said else "",
        actions=[(_("Seguir editando"), edit), (_("Descartar"), discard)],
    )


def draft_discarded(recover: Do) -> InfoBar:
    """Offer a draft back."""
    return InfoBar("info", _("Se descartó el borrador."), actions=[(_("Recuperarlo"), recover)], closable=True)


def problems(found: Sequence[ExpectedError], correct: Callable[[ExpectedError], object]) -> InfoBar:
    """Tell what stands in the way of publishing, with links to the fields."""
    count = len(found)
    title = ngettext("Hay un dato por corregir.", "Hay {count} datos por corregir.", count).format(count=count)
    links = [(place_of(one), partial(correct, one)) for one in found if one.field][:_LINKS]
    detail = "" if links else messages.text(found[0].code, **found[0].params)
    return InfoBar("danger", title, detail, links=links)


def place_of(error: ExpectedError) -> str:
    """Return the field an error is about: "Logro 12: texto"."""
    number, _dot, column = (error.field or "").partition(".")
    return _("Logro {number}: {column}").format(number=number, column=words.column_name(column).lower())


def somebody_was_faster(number: int, rebase: Do) -> InfoBar:
    """Tell that another version was published meanwhile."""
    return InfoBar(
        "warning",
        _("Otra persona publicó la versión {number} mientras usted editaba.").format(number=number),
        _("Sus cambios siguen aquí; páselos a esa versión y revíselos."),
        actions=[(_("Pasar mis cambios a la versión {number}").format(number=number), rebase)],
    )


def rebased(number: int) -> InfoBar:
    """Tell that the changes are now over another version."""
    said = _("Sus cambios quedaron sobre la versión {number}.").format(number=number)
    return InfoBar("success", said, _("Revíselos y publique."), closable=True)


def not_published() -> InfoBar:
    """Tell that publishing was stopped."""
    return InfoBar("info", _("No se publicó nada."), _("El borrador sigue como estaba."), closable=True)
