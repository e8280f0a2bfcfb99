"""Where the drafts of the person at the window are, opened in the background with the database. No Qt."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gsi_desktop.services.core import drafts
from gsi_desktop.services.core.drafts import Draft, DraftStore
from gsi_desktop.services.core.settings import places

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The open store, None where no file can be kept; ``aside`` is a file of drafts that could not be read."""

    store: DraftStore | None
    drafts: tuple[Draft, ...] = ()
    aside: Path | None = None


def open_kept(services: Services) -> Kept:
    """Return the drafts of the actor of ``services``.

    A draft whose save went through just before the program died is no draft any more and is forgotten (A06).
    """
    from gsi_desktop.services.core import operations

    folder = places().data
    file = drafts.drafts_file(folder, services.location, services.actor)
    try:
        store, aside = drafts.open_drafts(file, _key(services, file), services.clock.now())
        found = store.all()
        saved = services.read(operations.done, [one.operation_id for one in found])
        store.write([], [one.key for one in found if one.operation_id in saved])
    except Exception as error:  # noqa: BLE001 - without a file for drafts the office still works; the window says so
        _LOG.error("drafts are not kept: %s", type(error).__name__)
        return Kept(None)
    return Kept(store, tuple(one for one in found if one.operation_id not in saved), aside)


def _key(services: Services, file: Path) -> bytes:
    """Return the key of the drafts: that of the office, derived for one person; at a server, one kept in the profile.

    A server gives the window no key, and its password may change without the window: there the account of the
    operating system is what protects the drafts.
    """
    if services.unlocked is not None:
        return drafts.derived_key(bytes(services.unlocked.key), services.unlocked.user.login)
    return drafts.profile_key(file.with_suffix(".key"))
