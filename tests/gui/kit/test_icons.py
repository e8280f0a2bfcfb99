from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.ui.kit.icons import icon, paint_icon, pixmap
from gsi_desktop.ui.kit.theme import ThemeManager

NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
UI = Path(__file__).parents[3] / "gsi_desktop" / "ui"


def drawn_in(image: QImage, color: QColor) -> bool:
    """Whether there are opaque dots and all are of ``color``, give or take the rounding of smooth edges."""
    dots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    opaque = [dot for dot in dots if dot.alpha() > 250]
    return bool(opaque) and all(_near(dot, color) for dot in opaque)


def _near(one: QColor, other: QColor) -> bool:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) <= 2 for a, b in pairs)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_in_the_colour_asked(look: ThemeManager, name: str) -> None:
    assert drawn_in(pixmap(name, "danger", 48).toImage(), look.color("danger"))


def test_the_licence_travels_with_the_icons() -> None:
    assert "MIT License" in resource_path("icons", "Tabler-LICENSE.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in resource_path("fonts", "Inter-LICENSE.txt").read_text(encoding="utf-8")


def test_an_icon_not_shipped_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn")


def test_a_sharp_screen_gets_a_larger_picture() -> None:
    assert pixmap("home", size=20, dpr=2.0).size() == QSize(40, 40)
    assert pixmap("home", size=20, dpr=2.0).deviceIndependentSize().toSize() == QSize(20, 20)


def _shows(shown: QIcon, color: QColor) -> bool:
    return drawn_in(shown.pixmap(QSize(48, 48)).toImage(), color)


@pytest.mark.check("C49")
def test_icons_follow_the_theme(look: ThemeManager, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    button = QPushButton(icon("file-import", "text", 48), "Importar", page)
    action = QAction(icon("copy", "text2", 48), "Copiar", page)
    page.addAction(action)
    tabs = QTabBar(page)
    tabs.addTab(icon("bookmark", "accent", 48), "Todas")
    for mode in ("light", "dark", "light"):
        look.set_mode(mode)  # type: ignore[arg-type]  # the names are modes
        assert _shows(button.icon(), look.color("text"))
        assert _shows(action.icon(), look.color("text2"))
        assert _shows(tabs.tabIcon(0), look.color("accent"))


def test_two_roles_that_share_a_colour_stay_apart(look: ThemeManager, qtbot: QtBot) -> None:
    assert look.color("accent") == look.color("link")
    accent, link = QPushButton(icon("plus", "accent", 48), ""), QPushButton(icon("plus", "link", 48), "")
    qtbot.addWidget(accent)
    qtbot.addWidget(link)
    look.set_mode("dark")
    assert look.color("accent") != look.color("link")
    assert _shows(accent.icon(), look.color("accent"))
    assert _shows(link.icon(), look.color("link"))


def test_painting_centres_the_icon(look: ThemeManager) -> None:
    image = QImage(40, 20, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, QRect(0, 0, 40, 20), "database", QColor("#ff0000"))
    painter.end()
    columns = [x for x in range(40) if any(image.pixelColor(x, y).alpha() for y in range(20))]
    assert min(columns) >= 10
    assert max(columns) < 30


def test_every_icon_the_window_names_is_shipped() -> None:
    calls = re.compile(r'(?:icon|pixmap|paint_icon|icon_button|EmptyState)\(\s*(?:[\w.]+,\s*[\w.]+,\s*)?"([a-z0-9-]+)"')
    named = {name for path in UI.rglob("*.py") for name in calls.findall(path.read_text(encoding="utf-8"))}
    assert named - set(NAMES) == set()
    assert "dots" in named
