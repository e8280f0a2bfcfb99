"""The forms of the users: somebody's name and rights, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.fields import CheckField, TextField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.passwords import PasswordField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.first_user import NewPassword
from gsi_desktop.ui.shell.small_form import SmallForm, drafted

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import User
    from gsi_desktop.ui.shell.context import UiContext


_TAKEN = "artevbni"
"""Access keys of the page and of both forms."""


class UserForm(SmallForm):
    """Name and rights of one user. ``saved`` carries them and the temporary password of a new one, "" for another.

    ``disable_asked`` and ``temporary_asked`` carry the user.
    """

    saved = Signal(object, str)
    disable_asked = Signal(object)
    temporary_asked = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Agregar usuario"), _("&Guardar"), reserved=_TAKEN + "c")
        self._one: User | None = None
        self._temporary = ""
        self.form.add(TextField("full_name", _("Nombre completo"), required=True, max_length=120))
        self.form.add(
            TextField("login", _("Usuario"), required=True, max_length=32, check=self._check_login,
                      hint=_("Con el que entra: letras sin tilde, números y puntos."))
        )  # fmt: skip
        self.form.add(
            CheckField("administrator", _("Administra usuarios"), hint=_("Agrega personas y cambia contraseñas."))
        )
        self.note = Label(_("Al guardar sale una contraseña temporal para dársela."), "s", "text3", wrap=True)
        self.temporary_button = Button(
            _("Dar contraseña &temporal"), "key", lambda: self.temporary_asked.emit(self._one)
        )
        self.disable_button = Button(_("No dejar &entrar más"), "user-off", lambda: self.disable_asked.emit(self._one))
        writes(self.temporary_button, self.disable_button)
        row = QVBoxLayout()
        row.setSpacing(theme().px(8))
        for button in (self.temporary_button, self.disable_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.note)
        self._column.addLayout(row)
        self.open_new()

    def open_new(self) -> None:
        """Ask for somebody new."""
        self._show(None)
        title = _("Agregar usuario")
        self.title.setText(title)
        self.show_values(
            {"full_name": "", "login": "", "administrator": False}, drafted("user", "", title, "users", add=True)
        )

    def open_one(self, one: User) -> None:
        """Show ``one``."""
        self._show(one)
        self.title.setText(one.full_name)
        self.show_values(
            {"full_name": one.full_name, "login": one.login, "administrator": one.administrator},
            drafted("user", one.login, one.full_name, "users", login=one.login),
        )

    def write(self, values: dict[str, Any]) -> None:
        """Save the name and the rights, or add somebody."""
        from gsi_desktop.services.access import passwords, vault
        from gsi_desktop.services.access.users import NewUser, clean_login

        services, one = self.context.services, self._one
        unlocked = services.unlocked
        if unlocked is None:
            return
        name, administrator = values["full_name"], values["administrator"]
        self._temporary = passwords.temporary() if one is None else ""

        def add() -> User:
            new = NewUser(clean_login(values["login"]), name, administrator)
            return vault.add_user(services.location, unlocked, new, self._temporary)

        def change(login: str) -> User:
            return vault.change_user(services.location, unlocked, login, full_name=name, administrator=administrator)

        self.work(add if one is None else lambda: change(one.login))

    def _show(self, one: User | None) -> None:
        self._one = one
        self.form.field("login").setEnabled(one is None)
        self.note.setVisible(one is None)
        me = self.context.services.user
        somebody_else = one is not None and me is not None and one.login != me.login
        self.temporary_button.setVisible(somebody_else)
        self.disable_button.setVisible(somebody_else and one is not None and not one.disabled)

    def _written(self, outcome: object) -> None:
        super()._written(outcome)
        self.saved.emit(outcome, self._temporary)

    def _check_login(self, login: str) -> None:
        from gsi_desktop.services.access.users import clean_login

        clean_login(login)


class OwnPasswordForm(SmallForm):
    """One's own password: the present one, then the new one twice."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Mi contraseña"), _("Camb&iar mi contraseña"), reserved=_TAKEN)
        self.title.hide()
        self.leave_button.hide()
        user = context.services.user
        who = (user.login, user.full_name) if user is not None else ("", "")
        self.form.add(PasswordField("old", _("Contraseña de ahora")))
        self.passwords = NewPassword(lambda: who, first=_("Contraseña &nueva"), again=_("Contraseña nueva otra &vez"))
        self.form.add_widget(self.passwords)
        writes(self.passwords)
        self.done.connect(self._clear)

    def write(self, values: dict[str, Any]) -> None:
        """Change it; a wrong present one is counted as at the gate."""
        from gsi_desktop.services.access import vault

        wrong = [field for field in self.passwords.fields() if not field.check()]
        user = self.context.services.user
        if wrong or user is None:
            if wrong:
                wrong[0].box.setFocus()
            return
        new, location = self.passwords.value(), self.context.services.location
        self.work(lambda: vault.change_password(location, user.login, values["old"], new).forget())

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ExpectedError) or error.field != "password":
            super()._refused(error)
            return
        self.save_button.setEnabled(True)
        of_present = error.code in {"password_wrong", "sign_in_wait"}
        field = self.form.field("old") if of_present else self.passwords.password
        field.set_error(messages.text(error.code, **error.params))
        field.box.setFocus()

    def _clear(self) -> None:
        self.form.set_values({"old": ""})
        self.passwords.clear()
