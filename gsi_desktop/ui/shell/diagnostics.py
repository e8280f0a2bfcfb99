"""Text a person can copy for whoever supports them: versions and surroundings, nothing about anybody."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtGui import QGuiApplication

from gsi_desktop import __version__
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.core.settings import Settings


def versions() -> list[str]:
    """Return the versions that matter and the instant, one per line."""
    return [
        f"GSI Escritorio {__version__} · Python {platform.python_version()} · Qt {pyside_version}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
    ]


def shown_location(location: str) -> str:
    """Return ``location`` for people: the folder of the person as ``~``, so that no account name is copied along."""
    home = str(Path.home())
    return location.replace(home, "~", 1) if location.startswith(home) else location


def diagnostics(settings: Settings, services: Services | None) -> str:
    """Return the whole text of "Copiar diagnóstico"."""
    screens = [
        f"{screen.size().width()}×{screen.size().height()} @{screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    lines = [
        *versions(),
        _("Pantallas: {sizes}").format(sizes=", ".join(screens)),
        _("Tema: {theme} · Texto: {scale} %").format(theme=settings.theme, scale=settings.scale),
    ]
    if services is None:
        lines.append(_("Base de datos: sin abrir"))
    else:
        place = shown_location(services.location)
        lines.append(_("Base de datos: {engine} · {place}").format(engine=services.engine_name, place=place))
    return "\n".join(lines)
