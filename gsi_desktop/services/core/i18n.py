"""Translation with Spanish (Colombia) as source language; works without Qt.

``GSI_LANGUAGE=pseudo`` marks every translated text with ⟦…⟧ so that tests find raw strings and clipped labels.
"""

from __future__ import annotations

import gettext as _gettext
import os
from functools import cache

from gsi_desktop.services.core.resources import resource_path


class _Pseudo(_gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@cache
def _catalogue() -> _gettext.NullTranslations:
    language = os.environ.get("GSI_LANGUAGE", "es_CO")
    if language == "pseudo":
        return _Pseudo()
    return _gettext.translation("gsi", resource_path("locale"), languages=[language], fallback=True)


def _(message: str) -> str:
    """Return ``message`` in the language in force; Spanish is the source, so the default returns it as written."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the Spanish form that agrees with ``count``; the caller formats the number in."""
    return _catalogue().ngettext(singular, plural, count)
