"""Nueva familia, by keyboard: a household goes in whole, what is wrong is told at its place, nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from gsi_desktop.models.enums import Answer, ConsentChannel, Kinship, NoDocument, Sex
from gsi_desktop.models.families import AcceptedWarning, Person
from gsi_desktop.services.core.drafts import Draft
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import Dossier, FamilyFilter, FamilySort
from gsi_desktop.ui.families.enrol_form import CONSENT, SHEET
from gsi_desktop.ui.families.enrol_page import FORM, EnrolPage
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.infobar import InfoBar
from tests.gui.families.support import Desk, change_contact, click, retype, type_text
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

K = Qt.Key
CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
HEAD = "Muñoz⇥Ordóñez⇥Rosalba⇥⇥cc⇥36284517⇥f⇥02071985⇥j⇥no⇥no⇥n⇥n⏎"
SPOUSE = "Cabrera⇥Peña⇥Wilson⇥Andrés⇥cc⇥12228430⇥h⇥30011982⇥cón⇥no⇥no⇥⇥n⏎"
CHILD = "Cabrera⇥Muñoz⇥Leidy⇥Tatiana⇥ti⇥1083865401⇥f⇥05122014⇥hij⇥no⇥no⇥n⇥n⏎"
SIX = [
    HEAD,
    SPOUSE,
    CHILD,
    "Cabrera⇥Muñoz⇥Juan⇥Esteban⇥ti⇥1083865402⇥h⇥08032012⇥hij⇥no⇥no⇥⇥n⏎",
    "Cabrera⇥Muñoz⇥María⇥José⇥rc⇥1083865403⇥f⇥21062021⇥hij⇥no⇥no⇥n⇥n⏎",
    "Ordóñez⇥Ñáñez⇥Ana⇥Tulia⇥cc⇥26560741⇥f⇥03021955⇥padr⇥no⇥fís⇥n⇥n⏎",
]


class Clerk:
    """Somebody at the keyboard; ``keys`` counts those that write nothing."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page = desk.show(EnrolPage)
        self.keys = 0

    @property
    def focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        found = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifiers)
        self.keys += 1

    def type(self, text: str) -> None:
        """Type letters; ⇥ is Tab, ⏎ is Enter and ␣ a space in a box, which count."""
        for letter in text:
            if letter in "⇥⏎␣":
                self.press({"⇥": K.Key_Tab, "⏎": K.Key_Return, "␣": K.Key_Space}[letter])
            else:
                type_text(letter)

    def household(self) -> None:
        """Fill in the household by its fields and go to the members."""
        form = self.page.form.household
        form.field("municipality").set_value("41551")
        form.field("settlement").set_value("El Cabuyal")
        form.changed.emit()
        self.to_members()

    def to_members(self) -> None:
        self.page.form.grid.setFocus()
        self.page.form.grid.go_to(0, 0)

    def authorise(self) -> None:
        """Answer the second step by its fields."""
        consent = self.page.form.consent
        values = {
            "channel": ConsentChannel.WRITTEN,
            "taken_by": "Yenny",
            "purposes": ("care",),
            "sensitive": True,
            "relation": "Hija o hijo",
        }
        for key, value in values.items():
            consent.form.field(key).set_value(value)
        opinion = consent.form.field("minor_opinion")
        opinion.set_value("agrees")

    def go_on(self) -> None:
        self.press(K.Key_S, CTRL)
        self.desk.wait()

    def bars(self) -> list[InfoBar]:
        return self.page.bars()


@pytest.fixture
def clerk(desk: Desk) -> Clerk:
    return Clerk(desk)


def _families(desk: Desk) -> list[Dossier]:
    rows = desk.services.read(queries.family_page, FamilyFilter(), FamilySort.FOLIO).rows
    return [desk.services.read(queries.dossier, row.family_id) for row in rows]


def _enrol(clerk: Clerk, *members: str) -> None:
    clerk.household()
    clerk.type("".join(members))
    clerk.go_on()
    assert clerk.page.form.currentIndex() == CONSENT
    assert clerk.page.form.consent.form.field("taken_by").value() == clerk.desk.services.who
    clerk.authorise()
    clerk.go_on()


def test_a_household_goes_in_by_keyboard_and_the_next_can_be_typed(desk: Desk, clerk: Clerk) -> None:
    _enrol(clerk, *SIX)
    (family,) = _families(desk)
    assert [member.full_name for member in family.members] == [
        "Rosalba Muñoz Ordóñez",
        "Ana Tulia Ordóñez Ñáñez",
        "Wilson Andrés Cabrera Peña",
        "Juan Esteban Cabrera Muñoz",
        "Leidy Tatiana Cabrera Muñoz",
        "María José Cabrera Muñoz",
    ]
    head = family.members[0]
    assert (head.sex, head.kinship, head.document, head.pregnant) == (Sex.FEMALE, Kinship.HEAD, "36284517", Answer.NO)
    assert family.settlement == "El Cabuyal"
    (bar,) = clerk.bars()
    assert f"Se inscribió la familia {family.folio}." in bar.text
    assert clerk.page.form.is_blank()
    assert clerk.page.form.currentIndex() == SHEET
    assert clerk.page.form.household.field("settlement").box.hasFocus()
    bar._follow("0")
    assert desk.visited == [("print", {"paper": "consent", "family_id": family.family_id})]


@pytest.mark.check("C16")
def test_about_ninety_fields_take_at_most_one_extra_key_each(desk: Desk, clerk: Clerk) -> None:
    clerk.page.form.household.field("municipality").set_value("41551")
    clerk.page.form.household.field("settlement").box.setFocus()
    clerk.keys = 0
    clerk.type("El Cabuyal⇥r⇥Finca La Esperanza⇥3215795346⇥3124567890⇥⇥⇥A3⇥12,5⇥4155100012⇥15032024⇥⏎")
    clerk.type("".join(SIX))
    clerk.press(K.Key_S, CTRL)
    desk.wait()
    assert clerk.page.form.currentIndex() == CONSENT
    fields = 12 + 6 * len(clerk.page.form.members.model.columns)
    assert fields == 90
    assert clerk.keys <= fields + 1  # one key for each, and one to go on
    rows = [row.cells for row in clerk.page.form.members.model.rows()]
    assert len(rows) == 6
    assert rows[5][:4] == ("Ordóñez", "Ñáñez", "Ana", "Tulia")
    assert clerk.page.form.household.contact().other_phone == "3124567890"
    assert clerk.page.form.household.targeting()[0].level == "A3"


@pytest.mark.check("C25")
def test_three_errors_are_summed_up_with_links_and_nothing_is_saved(desk: Desk, clerk: Clerk) -> None:
    clerk.household()
    clerk.type("Muñoz⇥⇥Rosalba⇥⇥cc⇥NN⇥f⇥31/02⇥j⏎Gil⇥⇥⇥⇥ti⇥1083865401⇥f⇥05122014⇥hij⏎")
    clerk.go_on()
    (bar,) = clerk.bars()
    assert bar.text == (
        "Hay 3 datos por corregir. No se guardó nada. Fila 1, Número Fila 1, Nacimiento Fila 2, Nombre 1"
    )
    assert clerk.page.form.grid.place == (0, clerk.page.form.members.model.place_of("document"))
    assert clerk.page.form.grid.hasFocus()
    bar._follow("2")  # the third link
    assert clerk.page.form.grid.place == (1, clerk.page.form.members.model.place_of("first_name"))
    assert clerk.page.form.members.model.text(0, "birth_date") == "31/02"
    assert desk.operations("enrol_family") == 0
    clerk.type("Julián⏎")
    desk.until(lambda: len(clerk.bars()) == 1 and "2 datos" in clerk.bars()[0].text)
    for column, text in (("document", "36284517"), ("birth_date", "02071985")):
        clerk.page.form.grid.go_to(0, clerk.page.form.members.model.place_of(column))
        clerk.type(f"{text}⏎")
    desk.until(lambda: not clerk.bars())


def test_a_list_of_what_is_wrong_moves_nothing_that_is_being_typed(desk: Desk, clerk: Clerk) -> None:
    page = clerk.page
    clerk.household()
    clerk.type("Muñoz⇥⇥Rosalba⇥⇥cc⇥NN⇥f⇥02071985⇥j⏎")
    desk.wait()

    def place() -> tuple[int, int]:
        row, column = page.form.grid.place
        cell = page.form.grid.visualRect(page.form.members.model.index(row, column))
        return page.form.grid.viewport().mapTo(page, cell.topLeft()).y(), row

    page.form.grid.go_to(0, page.form.members.model.place_of("document"))
    before = place()
    clerk.go_on()
    desk.wait()
    assert clerk.bars()
    assert place() == before
    clerk.type("36284517⏎")
    desk.until(lambda: not clerk.bars())
    page.form.grid.go_to(0, 0)
    assert place() == before


def test_nothing_technical_of_the_text_is_shown_while_it_is_answered(clerk: Clerk) -> None:
    clerk.household()
    clerk.type(HEAD)
    clerk.go_on()
    about = clerk.page.form.consent.about
    assert "huella" not in about.text()
    assert "huella" in about.toolTip().lower()


@pytest.mark.check("C26")
def test_a_warning_asks_a_reason_and_passes_with_it(desk: Desk, clerk: Clerk) -> None:
    clerk.household()
    clerk.type(HEAD.replace("36284517", "12"))
    clerk.go_on()
    assert clerk.page.reasons.isVisible()
    assert clerk.page.form.currentIndex() == SHEET
    retype(clerk.focus, "Lo vi en el documento")
    click(clerk.page.reasons.accept)
    desk.wait()
    assert clerk.page.form.currentIndex() == CONSENT
    clerk.authorise()
    clerk.go_on()
    assert len(_families(desk)) == 1
    with desk.services.database.reading() as session:
        (kept,) = session.execute(select(AcceptedWarning)).scalars()
        assert (kept.code, kept.reason) == ("document_unusual_shape", "Lo vi en el documento")


def test_a_warning_can_be_corrected_instead(clerk: Clerk) -> None:
    clerk.household()
    clerk.type(HEAD.replace("36284517", "12"))
    clerk.go_on()
    click(clerk.page.reasons.back)
    assert not clerk.page.reasons.isVisible()
    assert clerk.page.form.grid.hasFocus()
    assert clerk.page.form.grid.place == (0, clerk.page.form.members.model.place_of("document"))


def test_what_stands_in_for_empty_cells_is_saved(desk: Desk, clerk: Clerk) -> None:
    _enrol(clerk, "Muñoz⇥⇥Rosalba⇥⇥⇥36284517⇥f⇥1985⏎", "Gil⇥⇥Eva⇥⇥⇥1083865401⇥f⇥05122014⇥hij⏎")
    (family,) = _families(desk)
    head, child = family.members
    assert (head.kinship, head.document_type, head.birth_date) == (Kinship.HEAD, "CC", date(1985, 1, 1))
    assert child.document_type == "TI"


def test_somebody_without_a_number_says_why_in_the_type(desk: Desk, clerk: Clerk) -> None:
    _enrol(clerk, "Muñoz⇥⇥Rosalba⇥⇥nun⇥⇥f⇥02071985⇥j⏎")
    with desk.services.database.reading() as session:
        assert session.execute(select(Person.no_document)).scalar_one() is NoDocument.NEVER_HAD


# --- duplicates


@pytest.mark.check("C31")
def test_who_is_registered_is_told_while_typing_and_is_not_asked_about_twice(desk: Desk, clerk: Clerk) -> None:
    family = add_family(desk.services)
    clerk.household()
    clerk.type("Muñoz⇥Ordóñez⇥Rosalba⇥⇥cc⇥36284517⇥")
    desk.until(lambda: clerk.page.hints.bar is not None)
    bar = clerk.page.hints.bar
    assert bar is not None
    assert "Puede que ya esté en el registro: Rosalba Muñoz Ordóñez." in bar.text
    assert family.folio in bar.text
    open_button, other_button = bar._buttons
    click(open_button)
    assert desk.visited == [("family", {"family_id": family.family_id})]
    click(other_button)
    desk.wait()
    assert clerk.page.hints.bar is None
    assert clerk.page.form.grid.hasFocus()
    clerk.type("f⇥02071985⇥")
    desk.until(lambda: clerk.page.hints.settled)
    assert clerk.page.hints.bar is None


@pytest.mark.check("C31")
def test_the_hint_of_a_row_stays_while_the_next_ones_are_typed(desk: Desk, clerk: Clerk) -> None:
    add_family(desk.services)
    clerk.household()
    clerk.type("Muñoz⇥Ordóñez⇥Rosalba⇥⇥cc⇥36284517⇥f⇥02071985⇥j⏎")
    clerk.type("Cabrera⇥Muñoz⇥Samuel⇥⇥rc⇥1077999888⇥h⇥")
    desk.until(lambda: clerk.page.hints.bar is not None and clerk.page.hints.settled)
    bar = clerk.page.hints.bar
    assert bar is not None
    assert "La persona de la fila 1 puede que ya esté en el registro: Rosalba Muñoz Ordóñez." in bar.text
    click(bar._buttons[1])
    desk.until(lambda: clerk.page.hints.settled)
    assert clerk.page.hints.bar is None


@pytest.mark.check("C31")
def test_who_typed_too_fast_for_the_hint_is_told_after_saving(desk: Desk, clerk: Clerk) -> None:
    add_family(desk.services)
    _enrol(clerk, "Muñoz⇥Ordóñez⇥Rosalba⇥⇥cc⇥36284571⇥f⇥02071985⇥j⏎")
    desk.until(lambda: bool(desk.notices))
    assert desk.notices[-1][0] == "warning"
    assert desk.notices[-1][1] == "Una persona de esta familia se parece a otra ya registrada."


def test_a_document_somebody_has_is_refused_at_its_cell_with_the_way_to_the_family(desk: Desk, clerk: Clerk) -> None:
    family = add_family(desk.services)
    _enrol(clerk, HEAD)
    (bar,) = clerk.bars()
    assert bar.text.startswith(f"Ese documento ya es de Rosalba Muñoz Ordóñez, de la familia {family.folio}.")
    assert clerk.page.form.currentIndex() == SHEET
    assert clerk.page.form.grid.place == (0, clerk.page.form.members.model.place_of("document"))
    click(bar._buttons[0])
    assert desk.visited == [("family", {"family_id": family.family_id})]
    clerk.page.form.grid.setFocus()
    clerk.type("36284518⏎")
    clerk.go_on()
    clerk.go_on()
    assert len(_families(desk)) == 2


# --- drafts


def _drafts(clerk: Clerk) -> list[Draft]:
    return [one for one in clerk.page._context.drafts.all() if one.form == FORM]


@pytest.mark.check("C22")
def test_what_is_typed_is_a_draft_that_a_new_page_goes_on_with(desk: Desk, clerk: Clerk) -> None:
    assert _drafts(clerk) == []
    clerk.household()
    clerk.type("Muñoz⇥Ordóñez⇥Rosalba⇥⇥cc⇥NN⏎")
    desk.wait()
    (draft,) = _drafts(clerk)
    assert draft.title == "Familia nueva de Rosalba Muñoz Ordóñez"
    typed = clerk.page.form.typed()
    context = clerk.page._context
    again = EnrolPage(context)  # as after a crash: another page over the same drafts
    desk.qtbot.addWidget(again)
    again.show()
    desk.wait()
    assert "Hay 1 familia sin terminar." in again.bars()[0].text
    assert draft.opens is not None
    area, told = draft.opens
    assert area == "enrol"
    again.page_args(**told)
    assert again.form.typed() == typed
    assert again.form.members.model.problem(0, again.form.members.model.place_of("document")) is not None
    assert again.keeper.badge.isVisible()


def test_several_families_can_be_left_unfinished(desk: Desk, clerk: Clerk) -> None:
    clerk.household()
    clerk.type("Muñoz⇥⇥Rosalba⏎")
    desk.wait()
    first = clerk.page._subject
    clerk.page.keeper.leave()
    clerk.page._begin_new()
    clerk.household()
    clerk.type("Gil⇥⇥Eva⏎")
    desk.wait()
    assert len(_drafts(clerk)) == 2
    clerk.page.page_args(draft=first)
    assert clerk.page.form.members.name(0) == "Rosalba Muñoz"
    assert len(_drafts(clerk)) == 2


def test_saving_removes_the_draft_and_undoing_gives_the_typing_back(desk: Desk, clerk: Clerk) -> None:
    _enrol(clerk, HEAD, CHILD)
    assert _drafts(clerk) == []
    (bar,) = clerk.bars()
    click(bar._buttons[1])
    desk.wait()
    assert _families(desk) == []
    assert "Se deshizo la inscripción" in clerk.bars()[0].text
    assert clerk.page.form.members.name(0) == "Rosalba Muñoz Ordóñez"
    clerk.go_on()
    clerk.go_on()
    assert len(_families(desk)) == 1


def test_what_was_discarded_can_be_taken_back(desk: Desk, clerk: Clerk) -> None:
    clerk.household()
    clerk.type("Muñoz⇥⇥Rosalba⏎")
    desk.wait()
    clerk.page.discard()
    assert clerk.page.form.is_blank()
    assert _drafts(clerk) == []
    assert desk.notices[-1][1] == "Se descartó lo escrito."


def test_pressing_save_twice_enrols_once(desk: Desk, clerk: Clerk) -> None:
    clerk.household()
    clerk.type(HEAD)
    clerk.go_on()
    clerk.authorise()
    with desk.writing_held():
        clerk.page.advance()
        clerk.page.advance()
    assert desk.operations("enrol_family") == 1


def _saves_while_another_opens(clerk: Clerk) -> tuple[str, str]:
    """Save a family and open another draft before it is written; return the subjects of both."""
    page = clerk.page
    clerk.household()
    clerk.type("Gil⇥⇥Eva⏎")
    clerk.desk.wait()
    other = page._subject
    page.keeper.leave()
    page._begin_new()
    clerk.household()
    clerk.type(HEAD)
    clerk.go_on()
    clerk.authorise()
    saved = page._subject
    with clerk.desk.writing_held():
        page.advance()
        page.page_args(draft=other)
    return saved, other


def test_a_draft_opened_while_another_family_is_saved_stays(desk: Desk, clerk: Clerk) -> None:
    _saved, other = _saves_while_another_opens(clerk)
    assert len(_families(desk)) == 1
    assert [one.subject for one in _drafts(clerk)] == [other]
    assert clerk.page.form.members.name(0) == "Eva Gil"
    assert clerk.page.form.isEnabled()


def test_a_refusal_of_a_family_not_on_screen_leads_back_to_it(desk: Desk, clerk: Clerk) -> None:
    add_family(desk.services)
    saved, other = _saves_while_another_opens(clerk)
    assert {one.subject for one in _drafts(clerk)} == {saved, other}
    assert clerk.page.form.members.name(0) == "Eva Gil"
    (bar,) = clerk.bars()
    assert "La familia que guardaba quedó en Borradores." in bar.text
    click(bar._buttons[0])
    assert clerk.page.form.members.name(0) == "Rosalba Muñoz Ordóñez"
    assert {one.subject for one in _drafts(clerk)} == {saved, other}


# --- access


def test_every_input_has_a_name_and_access_keys_do_not_clash(clerk: Clerk) -> None:
    assert unnamed_focusables(clerk.page) == []
    assert english_words(clerk.page) == set()


@pytest.mark.check("C03")
def test_tab_goes_through_the_authorisation_in_the_order_of_the_eye(clerk: Clerk) -> None:
    clerk.household()
    clerk.type(HEAD + CHILD)
    clerk.go_on()
    consent = clerk.page.form.consent
    expected = tab_order(consent)
    start = expected.index(consent.form.field("channel").box)
    reached = []
    for _step in expected[start + 1 :]:
        clerk.press(K.Key_Tab)
        reached.append(clerk.focus)
    assert reached == expected[start + 1 :]
    assert reached.index(consent.form.field("sensitive").box) < reached.index(consent.form.field("note").box)
    assert isinstance(reached[-1], ComboBox)


def test_an_enrolment_somebody_worked_on_stays_and_it_is_said(desk: Desk, clerk: Clerk) -> None:
    _enrol(clerk, HEAD)
    (family,) = _families(desk)
    change_contact(desk.services, family.family_id, phone="3001112233")
    click(clerk.bars()[0]._buttons[1])
    desk.wait()
    assert clerk.bars()[0].text == (
        f"Ya no se puede deshacer: alguien trabajó después con la familia {family.folio}. La familia sigue inscrita."
    )
    assert len(_families(desk)) == 1


def test_a_list_number_another_family_has_asks_why(desk: Desk, clerk: Clerk) -> None:
    for head in (HEAD, HEAD.replace("36284517", "36284518").replace("Muñoz⇥Ordóñez⇥Rosalba", "Gil⇥⇥Eva")):
        clerk.page.form.household.field("household_key").set_value("4155100012")
        clerk.household()
        clerk.type(head)
        clerk.go_on()
        clerk.authorise()
        clerk.go_on()
    assert clerk.page.reasons.isVisible()
    assert len(_families(desk)) == 1
    retype(clerk.focus, "Son dos hogares")
    click(clerk.page.reasons.accept)
    desk.wait()
    clerk.go_on()
    assert len(_families(desk)) == 2
