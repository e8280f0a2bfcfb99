"""The views of a list: shown as tabs, kept, shared, opened by default, thrown away and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QVBoxLayout, QWidget, QWidgetAction

from gsi_desktop.services.core import views
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.views import DeleteView, SaveView, ViewInfo
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import primary
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.view_tabs import ViewTab, ViewTabs
from gsi_desktop.ui.kit.watch import Freshness

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


@dataclass(frozen=True, slots=True)
class Viewed:
    """How a list tells what it shows and shows what is told: ``content`` gives JSON, ``use`` takes it (None: whole)."""

    area: str
    whole: str
    content: Callable[[], str]
    use: Callable[[str | None], object]


class ViewDesk(QObject):
    """Keeps the views of one list beside its tabs."""

    def __init__(self, context: UiContext, viewed: Viewed, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._viewed = viewed
        self._views: dict[UUID, ViewInfo] = {}
        self._current: UUID | None = None
        self._wanted: UUID | None = None
        self._opened = False
        self.tabs = ViewTabs(viewed.whole)
        self.tabs.chosen.connect(self.choose)
        self.tabs.save_asked.connect(self._ask_name)
        self.tabs.menu_asked.connect(self._open_menu)
        self.popup: QMenu | None = None
        self._fresh = Freshness(context.services, parent, self._concerns, self.reload)

    @property
    def current(self) -> ViewInfo | None:
        """The view in force, None for the whole list or a filter of one's own."""
        return self._views.get(self._current) if self._current is not None else None

    def reload(self) -> None:
        """Read the views anew; at first, open the default one."""
        services = self._context.services
        self._context.runner.read(
            self, lambda: services.read(views.views, services.actor, self._viewed.area), self._show, key="views"
        )

    def open(self, view_id: UUID) -> None:
        """Show a view as soon as it is known."""
        self._opened = True
        self._wanted = view_id
        self.reload()

    def leave_default(self) -> None:
        """Come with a filter: the default view is not opened over it."""
        self._opened = True
        self._current = None
        self.tabs.select(None)

    def choose(self, key: object) -> None:
        """Show a view, or the whole list."""
        self._current = key if isinstance(key, UUID) else None
        self.tabs.select(self._current)
        view = self.current
        self._viewed.use(view.content if view is not None else None)

    # --- inside

    def _concerns(self, changes: ChangeSet) -> bool:
        return views.KIND in changes.kinds

    def _show(self, found: tuple[ViewInfo, ...]) -> None:
        self._views = {one.view_id: one for one in found}
        if self._current not in self._views:
            self._current = None
        self.tabs.set_views([ViewTab(one.view_id, one.name, self._tip(one)) for one in found])
        self.tabs.select(self._current)
        default = next((one.view_id for one in found if one.is_default), None)
        first = self._wanted if self._wanted in self._views else None if self._opened else default
        self._opened, self._wanted = True, None
        if first is not None:
            self.choose(first)

    def _tip(self, view: ViewInfo) -> str:
        if view.owner != self._context.services.actor:
            return _("De {owner}, para toda la oficina").format(owner=view.owner)
        return _("Suya, compartida con la oficina") if view.shared else _("Suya")

    def _ask_name(self, at: QPoint) -> None:
        self._open_form(at, None)

    def _open_form(self, at: QPoint, view: ViewInfo | None) -> None:
        form = NameForm(view)
        menu = QMenu(self.tabs)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(form)
        menu.addAction(holder)
        form.save.clicked.connect(lambda: self._save_form(menu, form, view))
        form.name.returnPressed.connect(form.save.click)
        menu.aboutToShow.connect(lambda: QTimer.singleShot(0, form.name, form.name.setFocus))
        self.popup = menu
        menu.popup(at)

    def _save_form(self, menu: QMenu, form: NameForm, view: ViewInfo | None) -> None:
        data = SaveView(
            view_id=view.view_id if view is not None else None,
            area=self._viewed.area,
            name=form.name.text(),
            content=view.content if view is not None else self._viewed.content(),
            shared=form.shared.isChecked(),
            is_default=form.default.isChecked(),
        )

        def wrong(error: Exception) -> None:
            form.tell(explain(error, self._context.runner) or "")

        def done(made: UUID) -> None:
            menu.close()
            self._saved(made)

        self._run(views.save_view, data, done, wrong)

    def _open_menu(self, key: object, at: QPoint) -> None:
        view = self._views[key] if isinstance(key, UUID) else None
        if view is None:
            return
        menu = QMenu(self.tabs)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if view.owner == self._context.services.actor:
            if key == self._current:
                menu.addAction(_("Guardar en esta vista lo que se ve")).triggered.connect(lambda _on: self._keep(view))
            menu.addAction(_("Cambiar nombre y uso…")).triggered.connect(lambda _on: self._open_form(at, view))
            menu.addSeparator()
            menu.addAction(_("Eliminar vista")).triggered.connect(lambda _on: self._delete(view))
        else:
            menu.addAction(self._tip(view)).setEnabled(False)
        if key != self._current:
            menu.addAction(_("Ver")).triggered.connect(lambda _on: self.choose(key))
        else:
            menu.addAction(_("Volver a como se guardó")).triggered.connect(lambda _on: self.choose(key))
        self.popup = menu
        menu.popup(at)

    def _keep(self, view: ViewInfo) -> None:
        self._run(views.save_view, _data(view, content=self._viewed.content()), self._saved)

    def _saved(self, made: UUID) -> None:
        self._current = made
        self._opened = True
        self.reload()

    def _delete(self, view: ViewInfo) -> None:
        def done(_none: object) -> None:
            self._current = None
            self.reload()
            self._context.notify(
                "success",
                _("Se eliminó la vista «{name}».").format(name=view.name),
                "",
                [(_("Deshacer"), lambda: self._run(views.save_view, _data(view), self._saved))],
            )

        self._run(views.delete_view, DeleteView(view_id=view.view_id), done)

    def _run(
        self,
        command: Callable[..., object],
        data: object,
        done: Callable[..., None],
        wrong: Callable[[Exception], None] | None = None,
    ) -> None:
        services, runner = self._context.services, self._context.runner

        def failed(error: Exception) -> None:
            said = explain(error, runner)
            if said is not None:
                self._context.notify("danger", _("La vista no se guardó."), said)

        runner.write(self, lambda: services.run(command, data).result, done, wrong or failed)


def _data(view: ViewInfo, *, content: str | None = None) -> SaveView:
    return SaveView(
        view_id=view.view_id,
        area=view.area,
        name=view.name,
        content=view.content if content is None else content,
        shared=view.shared,
        is_default=view.is_default,
    )


class NameForm(QWidget):
    """Asks for the name of a view and for whom it is."""

    def __init__(self, view: ViewInfo | None) -> None:
        super().__init__()
        px = theme().px
        self.name = QLineEdit(view.name if view is not None else "")
        self.name.setPlaceholderText(_("Nombre de la vista"))
        self.name.setMaxLength(60)
        set_name(self.name, _("Nombre de la vista"))
        self.shared = QCheckBox(_("Compartir con la oficina"))
        self.shared.setChecked(view is not None and view.shared)
        self.default = QCheckBox(_("Abrir la lista con esta vista"))
        self.default.setChecked(view is not None and view.is_default)
        self.wrong = Label("", "s", "danger", wrap=True)
        self.save = primary(_("Guardar"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(10), px(10), px(10))
        column.setSpacing(px(8))
        if view is None:
            note = Label(_("Guarda los filtros, el orden y las columnas que se ven."), "s", "text3", wrap=True)
            column.addWidget(note)
        for widget in (self.name, self.wrong, self.shared, self.default):
            column.addWidget(widget)
        self.wrong.hide()
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(px(288))

    def tell(self, text: str) -> None:
        """Say what is wrong with the name; what was typed stays."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        self.name.setFocus()
