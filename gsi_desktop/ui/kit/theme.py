"""One look for the whole window: colours, sizes and type from the tokens, in light, dark or the system's contrast.

Widgets ask `theme()` while painting and repaint on `ThemeManager.changed`; nothing keeps a colour of its own.
"""

from __future__ import annotations

import weakref
from typing import Final, Literal, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.ui.kit import tokens
from gsi_desktop.ui.kit.glyphs import glyph_file
from gsi_desktop.ui.kit.stylesheet import stylesheet

Mode = Literal["system", "light", "dark"]
SMALLEST_SCALE: Final = 0.9
LARGEST_SCALE: Final = 1.75

_P = QPalette.ColorRole
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_PALETTE: Final = {
    _P.Window: "window",
    _P.WindowText: "text",
    _P.Base: "surface",
    _P.AlternateBase: "zebra",
    _P.ToolTipBase: "surface",
    _P.ToolTipText: "text",
    _P.PlaceholderText: "text3",
    _P.Text: "text",
    _P.Button: "surface",
    _P.ButtonText: "text",
    _P.BrightText: "danger",
    _P.Light: "surface",
    _P.Midlight: "hairline",
    _P.Mid: "border",
    _P.Dark: "input_border",
    _P.Shadow: "border",
    _P.Highlight: "selection",
    _P.HighlightedText: "on_selection",
    _P.Link: "link",
    _P.LinkVisited: "link",
    _P.Accent: "accent",
}
_CONTRAST: Final = {
    "window": _P.Window,
    "sunken": _P.Window,
    "nav": _P.Window,
    "desk": _P.Window,
    "surface": _P.Base,
    "zebra": _P.Base,
    "accent_soft": _P.Base,
    "info_bg": _P.Base,
    "success_bg": _P.Base,
    "warning_bg": _P.Base,
    "danger_bg": _P.Base,
    "earth_bg": _P.Base,
    "faint_bg": _P.Base,
    "accent": _P.Highlight,
    "accent_hover": _P.Highlight,
    "accent_pressed": _P.Highlight,
    "selection": _P.Highlight,
    "on_accent": _P.HighlightedText,
    "on_selection": _P.HighlightedText,
    "focus": _P.WindowText,
    "link": _P.Link,
}
"""What paints a role when the system asks for high contrast; every role not named here is plain text."""


class ThemeManager(QObject):
    """The look in force. ``changed`` fires after colours, scale or contrast changed and the window was restyled."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = "system"
        self._scale = 1.0
        self._applied = False
        self._applying = False
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._fonted: weakref.WeakKeyDictionary[QWidget, tuple[str, bool]] = weakref.WeakKeyDictionary()
        self._hints = app.styleHints()  # kept: in PySide6 6.12 accessibility() dies with this wrapper
        self._accessibility = self._hints.accessibility()
        self._accessibility.contrastPreferenceChanged.connect(self._restyle)
        self._hints.colorSchemeChanged.connect(self._restyle)

    # --- what is in force

    @property
    def mode(self) -> Mode:
        """``"system"``, ``"light"`` or ``"dark"``."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Choose the theme; ``"system"`` follows the machine, also while the program runs."""
        if mode not in _SCHEMES:
            raise ValueError(mode)
        self._mode = mode
        self._restyle()

    @property
    def scale(self) -> float:
        """Text-size factor, 0.9 to 1.75."""
        return self._scale

    def set_scale(self, factor: float) -> None:
        """Set the text-size factor, kept within 0.9 and 1.75."""
        self._scale = min(max(factor, SMALLEST_SCALE), LARGEST_SCALE)
        self._restyle()

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in force."""
        if self._mode == "system":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    @property
    def high_contrast(self) -> bool:
        """Whether the system asks for high contrast; our colours and stylesheet then step aside."""
        return self._accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast

    # --- what widgets ask

    def color(self, role: str) -> QColor:
        """Return the colour of a token role, e.g. ``"accent_soft"``; raises `KeyError` for an unknown role."""
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = self._resolve(role)
        return QColor(found)

    def px(self, n: float) -> int:
        """Return ``n`` px of the design at the text size in force."""
        return round(n * self._scale)

    def font(self, role: str) -> QFont:
        """Return the font of a type role: xs s body body_strong card_title m l xl."""
        return QFont(self._font(role, tabular=False))

    def tabular_font(self, role: str) -> QFont:
        """Return the font of a type role with figures of equal width, for columns of numbers and dates."""
        return QFont(self._font(role, tabular=True))

    def use_font(self, widget: QWidget, role: str, *, tabular: bool = False) -> None:
        """Give ``widget`` the font of a type role and keep it so when the text size changes."""
        self._fonted[widget] = (role, tabular)
        widget.setFont(self.tabular_font(role) if tabular else self.font(role))

    # --- applying

    def apply(self, app: QApplication) -> None:
        """Dress ``app``: bundled font, Fusion, palette and the generated stylesheet. Call once, before any window."""
        for file in sorted(resource_path("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        app.setStyle("Fusion")
        for effect in (
            Qt.UIEffect.UI_AnimateMenu,
            Qt.UIEffect.UI_FadeMenu,
            Qt.UIEffect.UI_AnimateCombo,
            Qt.UIEffect.UI_AnimateTooltip,
            Qt.UIEffect.UI_FadeTooltip,
            Qt.UIEffect.UI_AnimateToolBox,
        ):
            app.setEffectEnabled(effect, False)  # nothing moves that a person waits for, reduced motion asked or not
        self._applied = True
        self._restyle()

    def _restyle(self) -> None:
        if self._applying:
            return
        self._applying = True
        try:
            self._hints.setColorScheme(_SCHEMES[self._mode])
            self._colors.clear()
            self._fonts.clear()
            if self._applied:
                self._dress()
        finally:
            self._applying = False
        self.changed.emit()

    def _dress(self) -> None:
        self._app.setFont(self.font("body"))
        if self.high_contrast:
            self._app.setStyleSheet("")
            self._app.setPalette(QPalette())
        else:
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(stylesheet(lambda role: self.color(role).name(), self.px, self._glyph))
        for widget, (role, tabular) in list(self._fonted.items()):
            if shiboken6.isValid(widget):
                widget.setFont(self.tabular_font(role) if tabular else self.font(role))

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.color(token))
        for role in (_P.WindowText, _P.Text, _P.ButtonText, _P.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text3"))
        return palette

    def _resolve(self, role: str) -> QColor:
        own = tokens.colors("dark" if self.is_dark else "light")[role]
        if self.high_contrast and role not in ("paper", "paper_ink"):
            return self._app.palette().color(_CONTRAST.get(role, _P.WindowText))
        return QColor(own)

    def _font(self, role: str, *, tabular: bool) -> QFont:
        font = self._fonts.get((role, tabular))
        if font is None:
            step = tokens.type_roles()[role]
            font = self._fonts[role, tabular] = QFont(tokens.family())
            font.setPixelSize(self.px(step.size))
            font.setWeight(QFont.Weight(step.weight))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + 100 * tokens.letter_spacing())
            if tabular:
                font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _glyph(self, name: str, role: str) -> str:
        return glyph_file(name, self.color(role).name())


_manager: ThemeManager | None = None


def theme() -> ThemeManager:
    """Return the one manager of the running application; made on first use. Raises `RuntimeError` without one."""
    global _manager  # noqa: PLW0603  one per application; tests make a new application after the old one is gone
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("theme() needs a QApplication")
    if _manager is None or not shiboken6.isValid(_manager):
        _manager = ThemeManager(cast("QApplication", app))
    return _manager
