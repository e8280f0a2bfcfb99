"""Where the window goes: where it was, as long as a screen still shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from gsi_desktop.services.core.settings import WindowPlace

SMALLEST_WIDTH = 800
SMALLEST_HEIGHT = 480
_ROOMY = 1440
_GRIP = 160


def placed(saved: WindowPlace | None, screens: Sequence[QRect]) -> tuple[QRect, bool]:
    """Return the window's rectangle and whether it fills the screen.

    ``screens`` are the usable areas, the main one first. A place whose title bar no screen shows any more (a second
    monitor was unplugged) moves to the main screen; nothing saved fills a small screen and leaves air on a large one.
    """
    main = screens[0]
    if saved is None:
        small = main.width() <= _ROOMY
        return (QRect(main), True) if small else (_centred(main, 1280, 800), False)
    wished = QRect(saved.x, saved.y, max(saved.width, SMALLEST_WIDTH), max(saved.height, SMALLEST_HEIGHT))
    for screen in screens:
        seen = screen.intersected(QRect(wished.left(), wished.top(), wished.width(), 40))
        if seen.width() >= _GRIP and seen.height() >= 20:
            size = wished.size().boundedTo(screen.size())
            return QRect(wished.topLeft(), size), saved.maximized
    return _centred(main, wished.width(), wished.height()), saved.maximized


def _centred(screen: QRect, width: int, height: int) -> QRect:
    wide, high = min(width, screen.width()), min(height, screen.height())
    return QRect(screen.x() + (screen.width() - wide) // 2, screen.y() + (screen.height() - high) // 2, wide, high)
