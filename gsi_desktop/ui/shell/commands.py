"""What can be done from anywhere, once: the same actions stand in the menus, behind their keys and in the palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.shell.pages import PageSpec

_AT_WORK = frozenset({"search", "drafts", "lock", "switch", "users", "life", "movement"})
"""Commands that need an open database."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the window does for each command."""

    navigate: Callable[[str], object]
    search: Callable[[], object]
    set_theme: Callable[[str], object]
    bigger: Callable[[], object]
    smaller: Callable[[], object]
    normal_size: Callable[[], object]
    fold: Callable[[], object]
    lock: Callable[[], object]
    switch_user: Callable[[], object]
    show_help: Callable[[], object]
    show_shortcuts: Callable[[], object]
    replay_tips: Callable[[], object]
    copy_diagnostics: Callable[[], object]
    about: Callable[[], object]
    leave: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Command:
    """What can be done: its words, icon and key as shown, and the action behind it."""

    key: str
    words: str
    icon: str
    keys: str
    action: QAction


class Commands:
    """The actions of the window and the menus made of them."""

    def __init__(self, window: QWidget, pages: Sequence[PageSpec], do: Handlers) -> None:
        self._window = window
        self._commands: dict[str, Command] = {}
        self._themes = QActionGroup(window)
        self._pages = [page for page in pages if page.group]
        self._make(do)
        self.menus = [self._file(), self._go(), self._view(), self._help()]
        self.root = QMenu(_("Menú"), window)
        for menu in self.menus:
            self.root.addMenu(menu)

    def action(self, key: str) -> QAction:
        """Return the action ``key``."""
        return self._commands[key].action

    def all(self) -> list[Command]:
        """Return every command."""
        return list(self._commands.values())

    def offered(self) -> list[Command]:
        """Return the commands the palette offers; pages are not among them."""
        pages = _AT_WORK - {"lock", "switch"}
        return [command for command in self.all() if not command.key.startswith("go:") and command.key not in pages]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into ``bar``."""
        for menu in self.menus:
            bar.addMenu(menu)

    def mark_theme(self, mode: str) -> None:
        """Tick the theme in force."""
        self.action(f"theme:{mode}").setChecked(True)

    def set_working(self, working: bool) -> None:
        """Enable or disable what needs an open database."""
        for command in self.all():
            if command.key.startswith("go:") or command.key in _AT_WORK:
                command.action.setEnabled(working)

    def _make(self, do: Handlers) -> None:
        for page in self._pages:
            words = _("Importar padrón…") if page.area == "import" else page.title
            self._add(f"go:{page.area}", words, page.icon, partial(do.navigate, page.area))
        self._add("search", _("Buscar…"), "search", do.search, "Ctrl+K")
        self._add("life", _("Registrar novedad…"), "user-plus", partial(do.navigate, "life_event"))
        self._add("movement", _("Movimiento"), "chart-bar", partial(do.navigate, "movement"))
        self._add("drafts", _("Borradores"), "edit", partial(do.navigate, "drafts"))
        for mode, words, picture in (
            ("light", _("Tema claro"), "sun"),
            ("dark", _("Tema oscuro"), "moon"),
            ("system", _("Tema del sistema"), "device-desktop"),
        ):
            action = self._add(f"theme:{mode}", words, picture, partial(do.set_theme, mode))
            action.setCheckable(True)
            self._themes.addAction(action)
        self._add("bigger", _("Aumentar el texto"), "letter-case", do.bigger, "Ctrl++", "Ctrl+=")
        self._add("smaller", _("Reducir el texto"), "letter-case", do.smaller, "Ctrl+-")
        self._add("normal", _("Texto de tamaño normal"), "letter-case", do.normal_size, "Ctrl+0")
        self._add("fold", _("Contraer o expandir la navegación"), "layout-sidebar-left-collapse", do.fold, "Ctrl+B")
        self._add("lock", _("Bloquear la pantalla"), "lock", do.lock, "Ctrl+L")
        self._add("switch", _("Cambiar de usuario…"), "user", do.switch_user)
        self._add("users", _("Usuarios y contraseña"), "users", partial(do.navigate, "users"))
        self._add("help", _("Ayuda de esta pantalla"), "help", do.show_help, "F1")
        self._add("shortcuts", _("Atajos de teclado"), "keyboard", do.show_shortcuts, "Shift+F1", "?")
        self._add("tips", _("Ver los consejos otra vez"), "info-circle", do.replay_tips)
        self._add("diagnostics", _("Copiar diagnóstico"), "copy", do.copy_diagnostics)
        self._add("about", _("Acerca de GSI Escritorio"), "info-circle", do.about)
        self._add("leave", _("Salir"), "logout", do.leave, "Ctrl+Q")

    def _add(self, key: str, words: str, picture: str, slot: Callable[[], object], *keys: str) -> QAction:
        shown = shown_keys(keys[0]) if keys else ""
        action = QAction(icon(picture, "text2", 16), f"{words}\t{shown}" if shown else words, self._window)
        action.triggered.connect(lambda _checked: slot())
        action.setShortcuts([QKeySequence(text) for text in keys])
        action.setToolTip(f"{words} ({shown})" if shown else words)
        self._window.addAction(action)  # keeps the keys alive while the menu bar is hidden
        self._commands[key] = Command(key, words, picture, shown, action)
        return action

    def _menu(self, words: str, *keys: str) -> QMenu:
        menu = QMenu(words, self._window)
        for key in keys:
            if key:
                menu.addAction(self.action(key))
            else:
                menu.addSeparator()
        return menu

    def _file(self) -> QMenu:
        return self._menu(
            _("&Archivo"), "life", "", "go:import", "go:batches", "", "lock", "switch", "users", "", "leave"
        )

    def user_menu(self) -> QMenu:
        """Return the menu of who is in."""
        return self._menu(_("Usuario"), "users", "switch", "lock")

    def set_users(self, administrator: bool) -> None:
        """Name the way to the users as what this person may do there."""
        words = _("Usuarios y contraseña") if administrator else _("Cambiar mi contraseña")
        self.action("users").setText(words)

    def _go(self) -> QMenu:
        return self._menu(_("&Ir a"), *(f"go:{page.area}" for page in self._pages), "", "movement", "drafts", "search")

    def _view(self) -> QMenu:
        menu = self._menu(_("&Ver"))
        menu.addMenu(self._menu(_("&Tema"), "theme:light", "theme:dark", "theme:system"))
        menu.addMenu(self._menu(_("Tamaño del te&xto"), "bigger", "smaller", "normal"))
        menu.addAction(self.action("fold"))
        return menu

    def _help(self) -> QMenu:
        return self._menu(_("A&yuda"), "help", "shortcuts", "tips", "diagnostics", "", "about")
