"""Usuarios: who may go in to this office, what they may do, and their passwords; everybody changes their own here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.settings import LOCK_MINUTES
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import ChoiceField
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.tables import RowsModel, TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.shell.user_forms import OwnPasswordForm, UserForm

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import Unlocked, User
    from gsi_desktop.ui.shell.context import UiContext

_SIDE = 360


def _state(one: User) -> Chip:
    if one.disabled:
        return Chip(_("Ya no entra"), "faint", "minus")
    return Chip(_("Clave temporal"), "warning", "key") if one.must_change else Chip(_("Activo(a)"), "success", "check")


def _rights(one: User) -> str:
    return _("Administrar") if one.administrator else _("Trabajar")


def user_columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column("full_name", _("Nombre"), 200, stretch=True, strong=True),
        Column("login", _("Usuario"), 140),
        Column("administrator", _("Puede"), 120, value=_rights),
        Column("disabled", _("Estado"), 130, chip=_state),
    ]  # fmt: skip


class UsersPage(Page):
    """The list and the form beside it, for who administers; the own password, for everybody.

    Arguments: ``login``, to come to one; ``add``, to go on adding somebody.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Usuarios"), _("Quiénes entran a esta oficina, qué pueden hacer y sus contraseñas."))
        self._context = context
        self._wanted = ""
        self._adding = False
        self.rows = RowsModel(user_columns())
        self.table = TableView(self.rows, framed=False, label=_("Lista de usuarios"))
        self.form = UserForm(context)
        self.own = OwnPasswordForm(context)
        self._card = Card(_("Usuarios"), padded=False)
        user = context.services.user
        if user is None:
            why = _("Los usuarios y las contraseñas de esta base de datos los maneja el servidor.")
            self.body.addWidget(EmptyState("server", why))
            self.own.hide()
            self.body.addWidget(self._own_card())
        elif user.administrator:
            self._lay_out()
        else:
            self.body.addWidget(self._own_card())
            self.body.addStretch(1)
        self.own.done.connect(partial(self._say, "success", _("Su contraseña cambió."), _("Úsela desde ahora.")))

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come to one user, or go on adding somebody."""
        self._wanted, self._adding = str(kwargs.get("login") or ""), bool(kwargs.get("add"))

    def page_shown(self) -> None:
        """Bring the list up to date."""
        if self._administers():
            self.reload()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def breadcrumb(self) -> list[str]:
        """Return the page below Administración."""
        return [_("Administración"), self.title]

    # --- reading

    def reload(self) -> None:
        """Read the list anew."""
        from gsi_desktop.services.access import vault

        read = partial(vault.users, self._context.services.location)
        self._context.runner.read(self, read, self._arrived, self._failed, key="users")

    def _arrived(self, users: tuple[User, ...]) -> None:
        current: User | None = self.table.current()
        wanted = self._wanted or (current.login if current is not None else "")
        self.rows.set_rows(users)
        active = sum(not one.disabled for one in users)
        self._card.set_title(_("Usuarios"), ngettext("{n} puede entrar", "{n} pueden entrar", active).format(n=active))
        self.table.go_to_row(self.rows.find(lambda one: one.login == wanted) or 0)
        self._wanted = ""
        if self._adding:
            self.add()

    # --- what happens

    def add(self) -> None:
        """Ask for somebody new."""
        self._adding = False
        self.form.open_new()
        self.form.begin()

    def renew_code(self) -> None:
        """Make a new recovery code; the former one stops working."""
        from gsi_desktop.services.access import vault

        self._do(vault.renew_recovery_code, self._code_renewed)

    def _code_renewed(self, code: str) -> None:
        from gsi_desktop.ui.shell.recovery_paper import RecoveryPaper

        services = self._context.services
        name = services.who
        paper = RecoveryPaper(self._context.runner, self)
        paper.take(code, services.location.replace("\\", "/").rpartition("/")[2], name)
        self.clear_bars()
        title = _("Código nuevo: {code}").format(code=code)
        detail = _("El anterior ya no sirve. Imprímalo ahora: no se vuelve a mostrar.")
        bar = InfoBar(
            "warning", title, detail, actions=[(_("Imprimir"), paper.print_out), (_("Guardar PDF…"), paper.save)],
            icon="key", closable=True,
        )  # fmt: skip
        bar.closed.connect(partial(self.remove_bar, bar))
        self.show_bar(bar)
        paper.setParent(self)
        self.body.addWidget(paper)

    def _temporary(self, user: User) -> None:
        """Give ``user`` a password that opens once, to be told to them."""
        from gsi_desktop.services.access import passwords, vault

        temporary = passwords.temporary()

        def give(location: str, unlocked: Unlocked) -> User:
            return vault.reset_password(location, unlocked, user.login, temporary)

        self._do(give, lambda given: self._tell_temporary(given, temporary))

    def _tell_temporary(self, user: User, temporary: str) -> None:
        self._wanted = user.login
        self.reload()
        self.clear_bars()
        title = _("Contraseña temporal de {name}: {password}").format(name=user.full_name, password=temporary)
        detail = _("Dígasela en persona. Al entrar escribe la suya; esta no se vuelve a mostrar.")
        bar = InfoBar("warning", title, detail, icon="key", closable=True)
        bar.closed.connect(partial(self.remove_bar, bar))
        self.show_bar(bar)

    def _disable(self, user: User) -> None:
        from gsi_desktop.services.access import vault

        def disable(location: str, unlocked: Unlocked) -> User:
            return vault.disable_user(location, unlocked, user.login)

        self._do(disable, self._disabled)

    def _disabled(self, user: User) -> None:
        self.reload()
        self.clear_bars()
        title = _("{name} ya no puede entrar.").format(name=user.full_name)
        detail = _("Lo que registró sigue a su nombre. Con una contraseña temporal vuelve a entrar.")
        back = (_("Dar contraseña temporal"), partial(self._temporary, user))
        bar = InfoBar("info", title, detail, actions=[back], closable=True)
        bar.closed.connect(partial(self.remove_bar, bar))
        self.show_bar(bar)

    def _left(self) -> None:
        """Show the person of the list again."""
        one: User | None = self.table.current()
        if one is not None:
            self.form.open_one(one)

    def _saved(self, user: User, temporary: str) -> None:
        if temporary:
            self._tell_temporary(user, temporary)
            return
        self._wanted = user.login
        self._say("success", _("Se guardó."), user.full_name)
        self.reload()

    def _do(self, work: Callable[..., object], done: Callable[..., None]) -> None:
        services = self._context.services
        if services.unlocked is not None:
            self._context.runner.write(self, partial(work, services.location, services.unlocked), done, self._failed)

    def _say(self, severity: str, title: str, detail: str) -> None:
        self._context.notify(severity, title, detail)

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", said)

    def _administers(self) -> bool:
        user = self._context.services.user
        return user is not None and user.administrator

    # --- looks

    def _own_card(self) -> Card:
        """Return the card everybody has: their password, and when the screen locks by itself."""
        card = Card(_("Mi contraseña y el bloqueo"))
        card.body.addWidget(self.own)
        card.add_line()
        minutes = [(number, _("{n} minutos").format(n=number)) for number in LOCK_MINUTES]
        self.lock = ChoiceField(
            "lock_minutes", _("&Bloquear la pantalla sin uso después de"), minutes, width=160,
            hint=_("También se bloquea con Ctrl+L, al suspender el equipo y al bloquear Windows."),
        )  # fmt: skip
        settings = self._context.settings
        self.lock.set_value(settings.current.lock_minutes)
        self.lock.changed.connect(lambda: settings.update(lock_minutes=self.lock.value()))
        card.body.addWidget(self.lock)
        return card

    def _lay_out(self) -> None:
        self.add_action(_("&Agregar usuario"), "user-plus", self.add, primary=True, saves=True)
        self.add_action(_("Código de &recuperación nuevo"), "key", self.renew_code, saves=True)
        self._card.body.addWidget(self.table)
        one = Card()
        one.body.addWidget(self.form)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(one)
        column.addWidget(self._own_card())
        side = ScrollColumn()
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.add(inner)
        side.finish()
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._card)
        self.splitter.addWidget(side)
        self.splitter.setStretchFactor(0, 1)
        self.body.addWidget(self.splitter, 1)
        self.table.current_row.connect(lambda one: self.form.open_one(one) if one is not None else None)
        self.table.activated_row.connect(lambda _one: self.form.begin())
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._left)
        self.form.disable_asked.connect(self._disable)
        self.form.temporary_asked.connect(self._temporary)
        theme().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self.splitter.setHandleWidth(theme().px(size("frame.gap")))
        self._share()

    def _share(self) -> None:
        side = theme().px(_SIDE)
        self.splitter.setSizes([max(self.width() - side, theme().px(300)), side])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        if self._administers():
            self._share()
