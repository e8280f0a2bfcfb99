"""Logros y dimensiones on screen: looked up, edited as a draft, published; with the keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import AchievementUnit, MarkState, Sex
from gsi_desktop.services.achievements import catalogue, commands, marks
from gsi_desktop.services.achievements.data import Catalogue, PublishCatalogue
from gsi_desktop.ui.catalogue.catalogue_page import CataloguePage
from gsi_desktop.ui.catalogue.draft import Change
from gsi_desktop.ui.catalogue.rows import GroupRow, LogroRow
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.theme import theme
from tests.gui.exchange.support import Desk, button, notices, press, said, type_text
from tests.support.factories import add_family
from tests.support.logros import TODAY, board, close, mark_all, start

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def listed(page: CataloguePage) -> list[int]:
    return [row.logro.number for row in page.list.view.rows_model.rows() if isinstance(row, LogroRow)]


def now(services: Services) -> Catalogue:
    return services.read(catalogue.in_force, TODAY)


def go_to(desk: Desk, page: CataloguePage, number: int) -> None:
    page.list.go_to(number)
    desk.wait()


def begin(desk: Desk, page: CataloguePage) -> None:
    """Begin a new version with the keyboard."""
    press(Qt.Key.Key_H, modifier=ALT)
    desk.qtbot.waitUntil(page.form.isVisible)


def add(desk: Desk, page: CataloguePage) -> None:
    """Add a logro with the keyboard."""
    count = len(listed(page))
    press(Qt.Key.Key_A, modifier=ALT)
    desk.qtbot.waitUntil(lambda: len(listed(page)) == count + 1)


def retype(page: CataloguePage, key: str, text: str) -> None:
    """Type over what a field holds."""
    page.form.form.field(key).box.setFocus()
    press(Qt.Key.Key_A, modifier=CONTROL)
    press(Qt.Key.Key_Delete) if not text else type_text(text)


def review(desk: Desk, page: CataloguePage) -> None:
    button(page, "Revisar y publicar").click()
    desk.wait()


def publish(desk: Desk, page: CataloguePage, reason: str = "Acuerdo del consejo") -> None:
    if not page.publishing.isVisible():
        review(desk, page)
    assert page.publishing.isVisible(), notices(page)
    type_text(reason)
    button(page.publishing, f"Publicar la versión {page.draft.next_number}").click()  # type: ignore[union-attr]
    desk.wait()


def somebody_publishes(services: Services, **fields: object) -> int:
    book = now(services)
    mine = tuple(replace(one, **fields) if one.number == 30 else one for one in book.achievements)  # type: ignore[arg-type]
    data = PublishCatalogue(
        base_number=book.number, label="", reason="Otra oficina", valid_from_on=TODAY, achievements=mine
    )
    return services.run(commands.publish_catalogue, data).result


# --- reading


def test_the_45_logros_stand_below_their_nine_dimensions(desk: Desk) -> None:
    page = desk.show(CataloguePage)
    rows = page.list.view.rows_model.rows()
    groups = [(row.dimension.name, row.count) for row in rows if isinstance(row, GroupRow)]
    assert groups[0] == ("Identificación", 5)
    assert groups[-1] == ("Apoyo para garantizar el acceso a la justicia", 2)
    assert sum(count for _name, count in groups) == 45
    assert listed(page) == list(range(1, 46))
    assert "45</span> de 45 logros" in page.list.count.text()
    assert "Catálogo JUNTOS (45) – redacción de trabajo" in said(page)
    assert "Versión 1, desde 01/01/2007 (en uso)" in page.list.versions.currentText()
    assert "Ninguna valoración hecha con ella" in page.list.facts.text()


def test_arrows_pass_the_headings_and_show_each_logro_whole(desk: Desk) -> None:
    page = desk.show(CataloguePage)
    assert page.list.view.hasFocus()
    for _step in range(5):
        press(Qt.Key.Key_Down)
    told = said(page.panel)
    assert "6. Adulto mayor con fuente de ingreso" in told
    assert "programa que les provea ingreso" in told
    assert "De 60 años y más" in told
    assert "¿Tiene pensión, trabajo, renta" in told
    assert "Reconstrucción" in told or "reconstrucción" in told
    assert "Reconstruido" in told
    go_to(desk, page, 11)
    told = said(page.panel)
    assert "Quienes no han terminado la media, de 5 a 17 años" in told
    assert "Constancia de estudio (se exige)" in told
    assert "3. Inasistencia escolar (5 %)" in told


def test_the_filter_ignores_accents_and_looks_into_everything(desk: Desk) -> None:
    page = desk.show(CataloguePage)
    press(Qt.Key.Key_F, modifier=CONTROL)
    assert page.list.filter.hasFocus()
    type_text("mujeres examen")
    desk.qtbot.waitUntil(lambda: not page.list._typing.isActive())
    assert listed(page) == [21, 22] or listed(page) == [22]
    press(Qt.Key.Key_A, modifier=CONTROL)
    type_text("analfabetismo")
    desk.qtbot.waitUntil(lambda: not page.list._typing.isActive())
    assert listed(page) == [12]
    assert "1</span> de 45 logros" in page.list.count.text()
    press(Qt.Key.Key_Return)
    assert page.list.view.hasFocus()
    assert "12. Saben leer y escribir" in said(page.panel)


@pytest.mark.check("C44")
def test_a_filter_that_leaves_nothing_says_so_and_can_be_taken_off(desk: Desk) -> None:
    page = desk.show(CataloguePage)
    press(Qt.Key.Key_F, modifier=CONTROL)
    type_text("macondo")
    desk.qtbot.waitUntil(lambda: not page.list._typing.isActive())
    assert "Ningún logro tiene esas palabras." in said(page)
    button(page, "Quitar el filtro").click()
    desk.qtbot.waitUntil(lambda: not page.list._typing.isActive())
    assert len(listed(page)) == 45


def test_another_page_can_open_a_logro(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=26)
    assert "26. Lactancia exclusiva" in said(page.panel)
    button(page, "Reglas del programa").click()
    assert desk.visited == [("programme_rules", {})]


def test_a_version_tells_how_many_assessments_keep_it(desk: Desk) -> None:
    start(desk.services, add_family(desk.services).family_id)
    somebody_publishes(desk.services, short="Con energía")
    page = desk.show(CataloguePage)
    assert page.list.versions.currentText() == "Versión 2, desde 21/11/2026 (en uso)"
    assert "Otra oficina" in page.list.facts.text()
    page.list.versions.setFocus()
    press(Qt.Key.Key_Down)
    desk.wait()
    assert page.list.versions.currentText() == "Versión 1, desde 01/01/2007"
    assert "1 valoración hecha con ella la conserva" in page.list.facts.text()


def test_what_a_version_changed_stands_beside_what_it_was(desk: Desk) -> None:
    somebody_publishes(desk.services, short="Con energía", weight=3)
    page = desk.show(CataloguePage, achievement=30)
    told = said(page.panel)
    assert "Qué cambió en la versión 2" in told
    assert "Energía convencional o alternativa" in told
    assert "Con energía" in told
    go_to(desk, page, 31)
    assert "Qué cambió" not in said(page.panel)


# --- a draft


def test_typing_makes_a_draft_that_says_what_it_changes(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    assert page.list.facts.text() == "1 logro cambiado"
    row = page.list.view.current()
    assert isinstance(row, LogroRow)
    assert (row.logro.short, row.change) == ("Leen y escriben", Change.CHANGED)
    desk.qtbot.waitUntil(lambda: "Saben leer y escribir" in said(page.form.compare))
    told = said(page.form.compare)
    assert "Leen y escriben" in told
    assert now(desk.services).by_number[12].short == "Saben leer y escribir"


def test_ages_are_typed_in_years_or_months(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=26)
    begin(desk, page)
    retype(page, "min_months", "3 meses")
    retype(page, "max_months", "1 año")
    assert page.form.applies.text() == "Aplica a: de 3 meses a menos de 2 años."
    retype(page, "max_months", "17")
    assert page.form.applies.text() == "Aplica a: de 3 meses a menos de 18 años."
    go_to(desk, page, 2)
    assert page.form.form.field("min_months").box.text() == "7 años"
    assert page.form.form.field("max_months").box.text() == "17 años"
    page.form.form.field("sex").set_value(Sex.FEMALE)
    page.form.form.field("sex").changed.emit()
    assert page.form.applies.text() == "Aplica a: mujeres, de 7 a 17 años."


def test_what_is_no_age_stays_typed_and_stands_in_the_way_of_publishing(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=2)
    begin(desk, page)
    retype(page, "max_months", "diecisiete")
    go_to(desk, page, 3)
    go_to(desk, page, 2)
    field = page.form.form.field("max_months")
    assert field.box.text() == "diecisiete"
    assert field.error == "«diecisiete» no es una edad. Escriba 7, 7 años o 6 meses."
    go_to(desk, page, 40)
    review(desk, page)
    assert "Hay un dato por corregir." in notices(page)
    assert "Logro 2: hasta qué edad" in notices(page)
    assert page.list.number == 2
    assert field.box.hasFocus()
    retype(page, "max_months", "16")
    review(desk, page)
    assert page.publishing.isVisible()


@pytest.mark.check("C25")
def test_every_field_in_the_way_has_its_link(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=5)
    begin(desk, page)
    retype(page, "short", "")
    go_to(desk, page, 7)
    retype(page, "text", "")
    retype(page, "weight", "99")
    review(desk, page)
    bar = page.bars()[0]
    assert "Hay 3 datos por corregir." in bar.text
    assert page.list.number == 5
    link = next(label for label in bar.findChildren(QLabel) if "Logro 7: peso" in label.text())
    link.linkActivated.emit("2")
    assert page.list.number == 7
    assert page.form.form.field("weight").box.hasFocus()
    assert page.form.form.field("weight").error == "Va de 1 a 20."


def test_a_logro_can_be_left_as_it_was(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Otra cosa")
    retype(page, "weight", "muchos")
    go_to(desk, page, 13)
    retype(page, "short", "Sin trabajo")
    go_to(desk, page, 12)
    button(page.form, "Dejar como estaba").click()
    assert page.form.form.field("short").box.text() == "Saben leer y escribir"
    assert page.form.form.field("weight").box.text() == "1"
    assert page.list.facts.text() == "1 logro cambiado"
    assert page.draft is not None
    assert page.draft.change(13) is Change.CHANGED


def test_a_logro_is_retired_and_taken_up_again(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    button(page.form, "Retirar este logro").click()
    assert page.list.facts.text() == "1 retirado"
    assert page.form.applies.text() == "Aplica a: nadie: se retiró del catálogo."
    button(page.form, "Volver a usar este logro").click()
    assert page.list.facts.text() == "Sin cambios todavía"


def test_a_new_logro_gets_the_next_number_in_the_dimension_one_is_in(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=15)
    begin(desk, page)
    add(desk, page)
    assert page.form.form.field("short").box.hasFocus()
    type_text("Salud oral")
    press(Qt.Key.Key_Tab)
    type_text("Los integrantes van al odontólogo cada año")
    assert page.draft is not None
    made = page.draft.logro(46)
    assert (made.short, made.dimension, made.unit) == ("Salud oral", 4, AchievementUnit.MEMBER)
    assert page.list.facts.text() == "1 nuevo"
    unit = page.form.form.field("unit")
    assert unit.box.isEnabled()
    unit.set_value(AchievementUnit.FAMILY)
    unit.changed.emit()
    assert not page.form.form.field("sex").isVisible()
    assert page.form.form.field("household_condition").isVisible()
    button(page.form, "Quitar este logro nuevo").click()
    assert 46 not in listed(page)
    go_to(desk, page, 15)
    assert not page.form.form.field("unit").box.isEnabled()


def test_a_new_logro_taken_away_leaves_no_gap(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=1)
    begin(desk, page)
    assert page.draft is not None
    for name in ("Uno", "Dos", "Tres"):
        add(desk, page)
        type_text(name)
    go_to(desk, page, 46)
    button(page.form, "Quitar este logro nuevo").click()
    assert [page.draft.logro(number).short for number in (46, 47)] == ["Dos", "Tres"]
    assert page.list.facts.text() == "2 nuevos"


@pytest.mark.check("C22")
def test_leaving_never_loses_a_draft(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    retype(page, "weight", "mucho")
    page.hide()
    page.show()
    page.page_shown()
    desk.wait()
    assert page.form.isVisible()
    assert page.form.form.field("weight").box.text() == "mucho"
    button(page, "Dejar para después").click()
    desk.wait()
    assert page.panel.isVisible()
    assert "12. Saben leer y escribir" in said(page.panel)
    assert "Hay un borrador de la versión 2. 1 logro cambiado. Todavía no cuenta." in notices(page)
    button(page, "Seguir editando").click()
    assert page.form.form.field("short").box.text() == "Leen y escriben"
    assert page.form.form.field("weight").box.text() == "mucho"


def test_a_discarded_draft_can_be_had_back(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    button(page, "Descartar borrador").click()
    desk.wait()
    assert page.draft is None
    button(page, "Recuperarlo").click()
    assert page.form.form.field("short").box.text() == "Leen y escriben"


def test_a_draft_without_changes_is_not_kept(desk: Desk) -> None:
    page = desk.show(CataloguePage)
    begin(desk, page)
    review(desk, page)
    assert "No hay cambios que publicar." in notices(page)
    button(page, "Dejar para después").click()
    desk.wait()
    assert page.draft is None
    assert not page.bars()


# --- publishing


def test_what_is_published_is_told_before_and_counts_after(desk: Desk) -> None:
    family = add_family(desk.services)
    baseline = start(desk.services, family.family_id)
    mark_all(desk.services, family.family_id, MarkState.PENDING)
    close(desk.services, baseline)
    page = desk.show(CataloguePage, achievement=24)
    begin(desk, page)
    button(page.form, "Retirar este logro").click()
    go_to(desk, page, 12)
    retype(page, "short", "Leen y escriben")
    review(desk, page)
    told = said(page.publishing)
    assert "1 logro cambiado, 1 retirado. Las valoraciones ya hechas conservan su versión y sus cifras." in told
    assert page.publishing.form.field("valid_from_on").box.text() == "21/11/2026"
    assert page.publishing.form.field("reason").box.hasFocus()
    publish(desk, page)
    assert page.draft is None
    assert page.panel.isVisible()
    assert page.list.versions.currentText() == "Versión 2, desde 21/11/2026 (en uso)"
    assert now(desk.services).by_number[12].short == "Leen y escriben"
    shown = board(desk.services, family.family_id)
    assert shown.cells[24, None].state is MarkState.NOT_APPLICABLE
    assert shown.assessments[0].catalogue_number == 1
    assert desk.services.read(marks.differences, TODAY) == 0


def test_the_reason_is_asked_and_a_wrong_day_is_told_at_its_field(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    publish(desk, page, reason="")
    assert page.publishing.form.field("reason").error == "Falta este dato."
    type_text("Acuerdo del consejo")
    day = page.publishing.form.field("valid_from_on")
    day.box.setFocus()
    press(Qt.Key.Key_A, modifier=CONTROL)
    type_text("01/01/2027")
    button(page.publishing, "Publicar la versión 2").click()
    desk.wait()
    assert day.error == "La fecha está en el futuro. Revísela."
    assert now(desk.services).number == 1
    press(Qt.Key.Key_A, modifier=CONTROL)
    type_text("hoy")
    button(page.publishing, "Publicar la versión 2").click()
    desk.wait()
    assert now(desk.services).number == 2


def test_a_publication_can_be_cancelled_and_the_draft_stays(desk: Desk) -> None:
    start(desk.services, add_family(desk.services).family_id)
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    review(desk, page)
    type_text("Acuerdo del consejo")
    button(page.publishing, "Publicar la versión 2").click()
    page.publishing.progress.cancel.click()
    desk.wait()
    if now(desk.services).number == 1:
        assert "No se publicó nada. El borrador sigue como estaba." in notices(page)
        assert page.draft is not None
        assert page.publishing.publish.isEnabled()
        assert page.list.isEnabled()


def test_when_somebody_was_faster_the_changes_move_to_the_new_version(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=30)
    begin(desk, page)
    retype(page, "question", "¿Con qué energía cocinan?")
    go_to(desk, page, 12)
    button(page, "Agregar logro").click()
    type_text("Nuevo mío")
    press(Qt.Key.Key_Tab)
    type_text("Un texto")
    theirs = now(desk.services)
    somebody_publishes(desk.services, short="Con energía")
    publish(desk, page)
    assert "Otra persona publicó la versión 2 mientras usted editaba." in notices(page)
    button(page, "Pasar mis cambios a la versión 2").click()
    desk.wait()
    assert page.draft is not None
    assert "Sus cambios quedaron sobre la versión 2." in notices(page)
    assert page.draft.logro(30) == replace(
        theirs.by_number[30], short="Con energía", question="¿Con qué energía cocinan?"
    )
    assert page.draft.logro(46).short == "Nuevo mío"
    publish(desk, page, reason="")
    assert now(desk.services).number == 3


def test_the_links_of_the_summary_lead_back_to_the_logro(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=12)
    begin(desk, page)
    retype(page, "short", "Leen y escriben")
    go_to(desk, page, 40)
    review(desk, page)
    button(page.publishing, "12. Leen y escriben").click()
    assert page.form.isVisible()
    assert page.list.number == 12
    assert page.form.form.field("short").box.text() == "Leen y escriben"


def test_a_version_published_elsewhere_is_shown_at_once(desk: Desk) -> None:
    page = desk.show(CataloguePage, achievement=30)
    somebody_publishes(desk.services, short="Con energía")
    desk.wait()
    desk.qtbot.waitUntil(lambda: "(en uso)" in page.list.versions.currentText())
    assert page.list.versions.currentText().startswith("Versión 2")
    assert "30. Con energía" in said(page.panel)


# --- everybody


@pytest.mark.check("C04", "C06", "C15")
@pytest.mark.parametrize("mode", ["read", "edit", "publish"])
def test_names_and_language(desk: Desk, mode: str) -> None:
    page = desk.show(CataloguePage, achievement=12)
    if mode != "read":
        begin(desk, page)
        retype(page, "short", "Leen y escriben")
    if mode == "publish":
        review(desk, page)
    assert not unnamed_focusables(page)
    assert not english_words(page)
    order = tab_order(page)
    assert order.index(page.list.filter) < order.index(page.list.view)


@pytest.mark.check("C10")
@pytest.mark.parametrize("scale", [1.0, 1.5, 1.75])
def test_nothing_goes_beyond_the_edge(desk: Desk, scale: float) -> None:
    page = desk.show(CataloguePage, achievement=12)
    theme().set_scale(scale)
    begin(desk, page)
    desk.qtbot.wait(1)
    card = page.card.geometry()
    assert card.right() <= page.card.parentWidget().width()  # type: ignore[union-attr]
    for field in page.form.form.fields():
        if field.isVisible():
            right = field.mapTo(page.form, field.rect().topRight()).x()
            assert right <= page.form.viewport().width(), field.key
    retype(page, "short", "Leen y escriben")
    review(desk, page)
    desk.qtbot.wait(1)
    shown = page.publishing
    for part in (shown.publish, shown.edit, shown.form.field("reason").box):
        assert part.mapTo(shown, part.rect().topRight()).x() <= shown.viewport().width()
