"""The one stylesheet, generated from the tokens: shapes Fusion cannot draw from a palette alone."""

from __future__ import annotations

from collections.abc import Callable

from gsi_desktop.ui.kit.tokens import size

Hex = Callable[[str], str]
Px = Callable[[float], int]
Glyph = Callable[[str, str], str]


def stylesheet(color: Hex, px: Px, glyph: Glyph) -> str:
    """Return the sheet.

    ``color`` gives a role's hex, ``px`` scales, ``glyph(name, role)`` gives the path of an icon file.
    """
    return "\n".join(
        (
            _frames(color, px),
            _buttons(color, px),
            _inputs(color, px, glyph),
            _checks(color, px, glyph),
            _lists(color, px),
            _bars(color, px),
            _menus(color, px, glyph),
        )
    )


def _frames(color: Hex, px: Px) -> str:
    radius = px(size("radius.card"))
    tones = "\n".join(
        f'QLabel[tone="{tone}"] {{ color: {color(tone)}; }}'
        for tone in ("text", "text2", "text3", "accent", "info", "success", "warning", "danger", "on_accent_soft")
    )
    return f"""
QWidget {{ widget-animation-duration: 0; }}
QFrame[card="true"] {{ background: {color("surface")}; border: 1px solid {color("hairline")};
  border-radius: {radius}px; }}
QFrame[line="true"] {{ background: {color("hairline")}; border: none; }}
QToolTip {{ background: {color("surface")}; color: {color("text")}; border: 1px solid {color("border")};
  padding: {px(3)}px {px(6)}px; }}
QSplitter::handle {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}
{tones}
"""


def _buttons(color: Hex, px: Px) -> str:
    return f"""
QPushButton {{ background: {color("surface")}; color: {color("text")}; border: 1px solid {color("border")};
  border-radius: {px(size("radius.control"))}px; padding: 0 {px(14)}px; min-height: {px(size("control.button")) - 2}px;
  font-weight: 500; }}
QPushButton:hover {{ background: {color("zebra")}; border-color: {color("input_border")}; }}
QPushButton:pressed, QPushButton:checked {{ background: {color("sunken")}; }}
QPushButton:disabled {{ background: {color("sunken")}; color: {color("text3")}; border-color: {color("hairline")}; }}
QPushButton::menu-indicator {{ width: 0; }}
QPushButton[kind="primary"] {{ background: {color("accent")}; color: {color("on_accent")};
  border-color: {color("accent")}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {color("accent_hover")}; border-color: {color("accent_hover")}; }}
QPushButton[kind="primary"]:pressed {{ background: {color("accent_pressed")};
  border-color: {color("accent_pressed")}; }}
QPushButton[kind="primary"]:disabled {{ background: {color("sunken")}; color: {color("text3")};
  border-color: {color("hairline")}; }}
QPushButton[kind="danger"] {{ color: {color("danger")}; border-color: {color("danger_line")}; }}
QPushButton[kind="danger"]:hover {{ background: {color("danger_bg")}; }}
QPushButton[kind="flat"], QPushButton[kind="link"] {{ background: transparent; border-color: transparent;
  padding: 0 {px(8)}px; }}
QPushButton[kind="flat"]:hover, QPushButton[kind="link"]:hover {{ background: {color("sunken")}; }}
QPushButton[kind="link"] {{ color: {color("link")}; padding: 0 {px(4)}px; min-height: {px(22)}px; }}
QPushButton[kind="danger"]:disabled {{ background: {color("sunken")}; color: {color("text3")};
  border-color: {color("hairline")}; }}
QPushButton[kind="flat"]:disabled, QPushButton[kind="link"]:disabled {{ background: transparent;
  color: {color("text3")}; border-color: transparent; }}
QPushButton[extent="small"] {{ min-height: {px(size("control.button_small")) - 2}px; padding: 0 {px(10)}px; }}
QPushButton[kind="link"][extent="small"] {{ min-height: {px(22)}px; padding: 0 {px(4)}px; }}
QPushButton[extent="large"] {{ min-height: {px(size("control.button_large")) - 2}px; }}
QPushButton[extent="icon"] {{ padding: 0; min-width: {px(size("control.icon_button")) - 2}px;
  max-width: {px(size("control.icon_button")) - 2}px; }}
QPushButton[extent="cross"] {{ padding: 0; min-height: {px(22)}px; min-width: {px(22)}px; max-width: {px(22)}px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {px(size("radius.control"))}px;
  padding: 0 {px(6)}px; min-height: {px(size("control.button_small")) - 2}px; color: {color("text2")}; }}
QToolButton:hover, QToolButton:open {{ background: {color("sunken")}; }}
QToolButton:checked {{ background: {color("accent_soft")}; color: {color("on_accent_soft")}; }}
QToolButton:disabled {{ color: {color("text3")}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
"""


def _inputs(color: Hex, px: Px, glyph: Glyph) -> str:
    height = px(size("control.input")) - 2
    return f"""
QLineEdit, QComboBox, QPlainTextEdit, QTextEdit {{ background: {color("surface")}; color: {color("text")};
  border: 1px solid {color("input_border")}; border-radius: {px(size("radius.control"))}px; padding: 0 {px(8)}px;
  selection-background-color: {color("selection")}; selection-color: {color("on_selection")};
  placeholder-text-color: {color("text3")}; }}
QLineEdit QToolButton {{ min-height: 0; padding: 0; border: none; background: transparent; }}
QLineEdit, QComboBox {{ min-height: {height}px; }}
QPlainTextEdit, QTextEdit {{ padding: {px(4)}px; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {color("focus")};
  padding: 0 {px(8) - 1}px; min-height: {height - 2}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: {px(4) - 1}px; }}
QLineEdit[invalid="true"], QComboBox[invalid="true"] {{ border-color: {color("danger")}; }}
QLineEdit[cell="true"], QLineEdit[cell="true"]:focus {{ border: 2px solid {color("focus")}; border-radius: 0;
  min-height: 0; padding: 0 {px(4)}px; }}
QLineEdit:read-only {{ background: {color("zebra")}; color: {color("text2")}; border-color: {color("border")}; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {color("sunken")}; color: {color("text3")};
  border-color: {color("hairline")}; }}
QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox::down-arrow {{ image: url({glyph("chevron-down", "text2")}); width: {px(16)}px; height: {px(16)}px; }}
QComboBox QLineEdit {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QComboBox QAbstractItemView, QListView[popup="true"] {{ background: {color("surface")}; color: {color("text")};
  border: 1px solid {color("border")}; selection-background-color: {color("selection")};
  selection-color: {color("on_selection")}; outline: none; padding: 0; }}
QComboBox QAbstractItemView::item, QListView[popup="true"]::item {{ min-height: {px(26)}px;
  padding: 0 {px(8)}px; border: none; }}
QComboBox QAbstractItemView::item:selected, QListView[popup="true"]::item:selected {{
  background: {color("selection")}; color: {color("on_selection")}; }}
"""


def _checks(color: Hex, px: Px, glyph: Glyph) -> str:
    box = px(size("control.checkbox"))
    both = "QCheckBox::indicator{0}, QRadioButton::indicator{0}"
    every = f"{both}, QListWidget::indicator{{0}}"
    return f"""
QCheckBox, QRadioButton {{ spacing: {px(8)}px; min-height: {px(22)}px; outline: none; }}
{every.format("")} {{ width: {box}px; height: {box}px; border: 1px solid {color("input_border")};
  background: {color("surface")}; }}
QCheckBox::indicator, QListWidget::indicator {{ border-radius: {px(size("radius.checkbox"))}px; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
{both.format(":focus")} {{ border: 2px solid {color("focus")}; width: {box - 2}px; height: {box - 2}px; }}
{every.format(":disabled")} {{ background: {color("sunken")}; border-color: {color("border")}; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{ background: {color("accent")};
  border-color: {color("accent")}; image: url({glyph("check", "on_accent")}); }}
QCheckBox::indicator:indeterminate {{ background: {color("accent")}; border-color: {color("accent")};
  image: url({glyph("minus", "on_accent")}); }}
QRadioButton::indicator:checked {{ border: {px(4)}px solid {color("accent")}; width: {box - 2 * px(4) + 2}px;
  height: {box - 2 * px(4) + 2}px; background: {color("surface")}; }}
QCheckBox::indicator:checked:focus {{ border: 2px solid {color("text")}; }}
QRadioButton::indicator:checked:focus {{ border-color: {color("focus")}; }}
"""


def _lists(color: Hex, px: Px) -> str:
    return f"""
QAbstractItemView {{ background: {color("surface")}; border: none; outline: none; }}
QTableView[framed="true"], QListView[framed="true"], QTreeView[framed="true"] {{ border: 1px solid {color("hairline")};
  border-radius: {px(size("radius.card"))}px; }}
QHeaderView {{ background: {color("sunken")}; border: none; }}
QTableCornerButton::section {{ background: {color("sunken")}; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; }}
QScrollBar::handle {{ background: {color("border")}; border-radius: {px(3)}px; margin: {px(3)}px; }}
QScrollBar::handle:hover {{ background: {color("input_border")}; }}
QScrollBar::handle:vertical {{ min-height: {px(32)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(32)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _bars(color: Hex, px: Px) -> str:
    return f"""
QTabBar {{ qproperty-drawBase: 0; qproperty-expanding: 0; }}
QTabBar::tab {{ background: transparent; color: {color("text2")}; border: 2px solid transparent;
  padding: 0 {px(10)}px; min-height: {px(size("control.tab")) - 4}px; }}
QTabBar::tab:hover {{ color: {color("text")}; border-bottom-color: {color("border")}; }}
QTabBar::tab:selected {{ color: {color("accent")}; border-bottom-color: {color("accent")}; font-weight: 500; }}
QTabBar::tab:focus {{ border-color: {color("focus")}; border-radius: {px(4)}px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {color("hairline")}; }}
QProgressBar {{ background: {color("sunken")}; border: none; border-radius: {px(3)}px; max-height: {px(6)}px;
  min-height: {px(6)}px; }}
QProgressBar::chunk {{ background: {color("accent")}; border-radius: {px(3)}px; }}
QStatusBar {{ background: {color("surface")}; border-top: 1px solid {color("hairline")}; color: {color("text2")}; }}
QStatusBar::item {{ border: none; }}
"""


def _menus(color: Hex, px: Px, glyph: Glyph) -> str:
    return f"""
QMenu {{ background: {color("surface")}; color: {color("text")}; border: 1px solid {color("border")};
  padding: {px(4)}px; }}
QMenu::item {{ padding: {px(5)}px {px(24)}px {px(5)}px {px(10)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {color("selection")}; color: {color("on_selection")}; }}
QMenu::item:disabled {{ color: {color("text3")}; }}
QMenu::separator {{ height: 1px; background: {color("hairline")}; margin: {px(4)}px {px(6)}px; }}
QMenu::icon {{ padding-left: {px(6)}px; }}
QMenu::indicator {{ width: {px(16)}px; height: {px(16)}px; margin-left: {px(6)}px; }}
QMenu::indicator:checked {{ image: url({glyph("check", "accent")}); }}
QMenuBar {{ background: {color("surface")}; border-bottom: 1px solid {color("hairline")}; }}
QMenuBar::item {{ padding: {px(4)}px {px(10)}px; border-radius: {px(4)}px; background: transparent; }}
QMenuBar::item:selected {{ background: {color("selection")}; color: {color("on_selection")}; }}
"""
