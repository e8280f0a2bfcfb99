from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QStyle, QTreeView, QWidget
from pytestqt.qtbot import QtBot

import gsi_desktop
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.ui.kit import tokens
from gsi_desktop.ui.kit.buttons import primary
from gsi_desktop.ui.kit.chips import ChipKind, chip_colors
from gsi_desktop.ui.kit.glyphs import glyph_file
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import ThemeManager, theme

THEMES = ("light", "dark")

# What is written on what, everywhere in the kit. text3 is never put on a selected row.
TEXT_ON = {
    "text": "surface window sunken nav zebra info_bg success_bg warning_bg danger_bg",
    "text2": "surface window sunken nav zebra selection",
    "text3": "surface window sunken nav zebra",
    "on_selection": "selection",
    "on_accent": "accent accent_hover accent_pressed",
    "on_accent_soft": "accent_soft",
    "accent": "surface window zebra",
    "link": "surface window danger_bg",
    "info": "surface info_bg selection accent_soft",
    "success": "surface success_bg selection accent_soft",
    "warning": "surface warning_bg selection accent_soft",
    "danger": "surface window zebra danger_bg selection accent_soft",
    "paper_ink": "paper",
}
EDGE_ON = {"input_border": "surface", "focus": "surface window selection zebra accent_soft", "text3": "sunken"}


def _luminance(color: QColor) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(value) for value in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _pairs(table: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in THEMES:
        for ink, grounds in table.items():
            for ground in grounds.split():
                yield name, ink, ground


@pytest.mark.check("C08")
@pytest.mark.parametrize(("name", "ink", "ground"), list(_pairs(TEXT_ON)))
def test_text_can_be_read(name: str, ink: str, ground: str) -> None:
    colors = tokens.colors(name)
    assert contrast(QColor(colors[ink]), QColor(colors[ground])) >= 4.5


@pytest.mark.check("C08")
@pytest.mark.parametrize(("name", "ink", "ground"), list(_pairs(EDGE_ON)))
def test_edges_and_rings_can_be_seen(name: str, ink: str, ground: str) -> None:
    colors = tokens.colors(name)
    assert contrast(QColor(colors[ink]), QColor(colors[ground])) >= 3.0


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.check("C08")
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(
    "kind", ["neutral", "muted", "accent", "info", "success", "warning", "danger", "earth", "faint"]
)
def test_chips_can_be_read(look: ThemeManager, name: str, kind: ChipKind) -> None:
    look.set_mode(name)  # type: ignore[arg-type]  # the parametrised names are modes
    text, fill, _edge = chip_colors(kind)
    assert contrast(text, fill) >= 4.5


@pytest.mark.check("C08")
@pytest.mark.parametrize("name", THEMES)
def test_placeholder_selection_and_disabled_text_can_be_read(look: ThemeManager, qapp: QApplication, name: str) -> None:
    look.set_mode(name)  # type: ignore[arg-type]  # the parametrised names are modes
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = qapp.palette()
    assert contrast(palette.color(role.PlaceholderText), palette.color(role.Base)) >= 4.5
    assert contrast(palette.color(role.HighlightedText), palette.color(role.Highlight)) >= 4.5
    assert contrast(palette.color(group.Disabled, role.Text), palette.color(role.Base)) >= 4.5
    assert contrast(palette.color(group.Disabled, role.ButtonText), look.color("sunken")) >= 4.5


def test_both_themes_know_the_same_roles() -> None:
    assert tokens.colors("light").keys() == tokens.colors("dark").keys()


def test_an_unknown_role_is_a_mistake(look: ThemeManager) -> None:
    with pytest.raises(KeyError):
        look.color("purple")
    with pytest.raises(ValueError, match="sepia"):
        look.set_mode("sepia")  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.check("C49")
def test_dark_and_light_switch_while_running(look: ThemeManager, qapp: QApplication, qtbot: QtBot) -> None:
    light = look.color("window")
    with qtbot.waitSignal(look.changed):
        look.set_mode("dark")
    assert look.is_dark
    assert look.color("window") != light
    assert qapp.palette().color(QPalette.ColorRole.Window) == look.color("window")
    assert look.color("surface").name() in qapp.styleSheet()


@pytest.mark.check("C49")
def test_system_mode_follows_the_machine(look: ThemeManager, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    look.set_mode("system")
    monkeypatch.setattr(look, "_hints", _Hints(Qt.ColorScheme.Dark))
    with qtbot.waitSignal(look.changed):
        look._restyle()  # what colorSchemeChanged calls
    assert look.is_dark
    look.set_mode("light")
    assert not look.is_dark
    monkeypatch.undo()


class _Hints:
    def __init__(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme

    def colorScheme(self) -> Qt.ColorScheme:
        return self._scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        pass


class _Contrast:
    def contrastPreference(self) -> Qt.ContrastPreference:
        return Qt.ContrastPreference.HighContrast


@pytest.mark.check("C11")
def test_high_contrast_steps_aside(look: ThemeManager, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(look, "_accessibility", _Contrast())
        look._restyle()  # what contrastPreferenceChanged calls
        assert qapp.styleSheet() == ""
        assert qapp.palette() == qapp.style().standardPalette() or qapp.palette() == QPalette()
        assert look.color("surface") == qapp.palette().color(QPalette.ColorRole.Base)
        assert look.color("danger") == qapp.palette().color(QPalette.ColorRole.WindowText)
        assert look.color("on_accent") == qapp.palette().color(QPalette.ColorRole.HighlightedText)
        save = primary("Guardar", "check")
        ink = save.icon().pixmap(QSize(64, 64)).toImage()
        dots = {ink.pixelColor(x, y).name() for x in range(ink.width()) for y in range(ink.height())}
        assert qapp.palette().color(QPalette.ColorRole.WindowText).name() in dots, "the icon must be seen"
    look._restyle()
    assert qapp.styleSheet() != ""


@pytest.mark.check("C12")
def test_nothing_moves(look: ThemeManager, qapp: QApplication, qtbot: QtBot) -> None:
    assert not [effect for effect in Qt.UIEffect if qapp.isEffectEnabled(effect)]
    box = QTreeView()
    qtbot.addWidget(box)
    box.ensurePolished()
    assert box.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, box) == 0
    sources = (Path(gsi_desktop.__file__).parent / "ui").rglob("*.py")
    moving = re.compile(r"Q(?:Property|Variant|Parallel|Sequential)Animation|QTimeLine|setAnimated\(True")
    assert not [path.name for path in sources if moving.search(path.read_text(encoding="utf-8"))]


def test_text_size_scales_fonts_and_sizes(look: ThemeManager, qapp: QApplication, qtbot: QtBot) -> None:
    label = Label("Familias", "l")
    qtbot.addWidget(label)
    look.set_scale(1.5)
    assert label.font().pixelSize() == 27
    assert qapp.font().pixelSize() == look.px(13) == 20
    look.set_scale(9)
    assert look.scale == 1.75
    look.set_scale(0.1)
    assert look.scale == 0.9


def test_a_label_that_is_gone_does_not_break_the_next_change(look: ThemeManager) -> None:
    parent = QWidget()
    label = Label("x", "m", parent=parent)
    shiboken6.delete(parent)
    assert not shiboken6.isValid(label)
    look.set_scale(1.25)
    assert look.scale == 1.25


@pytest.mark.parametrize(("role", "weight"), [("body", 400), ("body_strong", 500), ("l", 600)])
def test_the_bundled_typeface_is_used_in_its_own_weights(look: ThemeManager, role: str, weight: int) -> None:
    info = QFontInfo(look.font(role))
    assert info.family() == "Inter"
    assert info.weight() == weight


def test_the_typeface_has_every_spanish_letter_and_sign(look: ThemeManager) -> None:
    bundled = QRawFont.fromFont(look.font("body"))
    assert bundled.familyName() == "Inter"
    missing = [sign for sign in "áéíóúüñÁÉÍÓÚÜÑ¿¡«»·–—…°ºª$%½≥→✓漢" if not bundled.supportsCharacter(ord(sign))]
    assert missing == ["漢"]


def test_tabular_figures_have_one_width(look: ThemeManager) -> None:
    metrics = QFontMetricsF(look.tabular_font("body"))
    assert metrics.horizontalAdvance("11111") == metrics.horizontalAdvance("00000")
    plain = QFontMetricsF(look.font("body"))
    assert plain.horizontalAdvance("11111") != plain.horizontalAdvance("00000")


def test_there_is_one_manager(look: ThemeManager) -> None:
    assert theme() is look


def test_the_tone_of_a_label_comes_from_the_tokens(look: ThemeManager, qtbot: QtBot) -> None:
    label = Label("Falta este dato.", "s", "danger")
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(label.foregroundRole()) == look.color("danger")
    label.set_tone("text2")
    assert label.palette().color(label.foregroundRole()) == look.color("text2")
    assert isinstance(label, QLabel)


def test_icons_of_the_stylesheet_are_kept_in_the_cache_once(look: ThemeManager, qapp: QApplication, home: Path) -> None:
    look.set_mode("dark")
    kept = sorted((home / "cache" / "icons").iterdir())
    assert {file.name.rpartition("-")[0] for file in kept} == {"check", "chevron-down", "minus"}
    assert [file for file in kept if file.as_posix() in qapp.styleSheet()]
    written = {file: file.stat().st_mtime_ns for file in kept}
    look.set_scale(1.5)
    assert {file: file.stat().st_mtime_ns for file in written} == written


def test_where_the_cache_cannot_be_written_the_shipped_icon_serves(home: Path) -> None:
    room = home / "cache" / "icons"
    room.parent.mkdir(parents=True)
    room.write_text("a file where the folder would be")
    assert Path(glyph_file("check", "#123456")) == resource_path("icons", "check.svg")
    room.unlink()
    assert "#123456" in Path(glyph_file("check", "#123456")).read_text(encoding="utf-8")
