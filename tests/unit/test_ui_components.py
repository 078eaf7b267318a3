"""The shared components: what they promise to the browser, to screen readers and to the pages that use them."""

import re
from typing import Any, get_args

import pytest
import reflex as rx
from reflex_components_lucide.icon import LUCIDE_ICON_LIST

from portal_app.ui import badges, cards, choices, dialogs, enrollment, feedback, forms, icons, links, tables
from portal_app.ui.i18n import t


class Looks(rx.State):
    """What a page might hand to the components."""

    words: str = ""
    open: bool = False
    rows: list[dict[str, str]] = []  # noqa: RUF012 - as Reflex declares its fields
    color: int = 0

    @rx.event
    def close(self):
        """Take the place of a page's handler."""


def code(component: rx.Component) -> str:
    """Return the JavaScript that a component becomes."""
    return str(component)


def libraries(component: rx.Component) -> set[str]:
    return set(component._get_all_imports())


def test_a_form_posts_by_itself_without_any_event():
    form = code(forms.base_form(forms.hidden_field("next", "/home/"), action="/auth/sign-in"))
    assert 'jsx("form"' in form
    assert 'action:"/auth/sign-in"' in form
    assert 'method:"post"' in form
    assert "onSubmit" not in form


def test_a_field_is_bound_to_its_label():
    field = code(forms.text_field("User name", "user_name"))
    assert 'htmlFor:"user_name"' in field
    assert re.search(r'jsx\("input",\{[^}]*id:"user_name"', field)


def test_a_field_in_error_says_so_and_points_at_the_words():
    field = code(forms.text_field("User name", "user_name", error="It is taken.", hint="Letters and digits"))
    assert '"aria-invalid":"true"' in field
    assert '"aria-describedby":"user_name-error user_name-hint"' in field
    assert 'id:"user_name-error"' in field
    assert "It is taken." in field


def test_a_field_without_error_or_hint_describes_nothing():
    field = code(forms.text_field("User name", "user_name"))
    assert "aria-describedby" not in field
    assert "aria-invalid" not in field


def test_an_error_that_comes_later_is_decided_in_the_browser():
    field = code(forms.text_field("User name", "user_name", error=Looks.words))
    assert re.search(r'"aria-invalid":\(.* \? "true" : "false"\)', field)


@pytest.mark.parametrize(("new", "autocomplete"), [(False, "current-password"), (True, "new-password")])
def test_password_managers_are_told_what_a_password_field_is_for(new: bool, autocomplete: str):
    field = code(forms.password_field("Password", "password", new=new))
    assert f'autoComplete:"{autocomplete}"' in field
    assert 'type:"password"' in field
    assert 'defaultValue:""' in field  # a password is never sent back to the page


def test_a_button_does_not_submit_unless_told_to():
    assert 'type:"button"' in code(forms.button("Open"))
    assert 'type:"submit"' in code(forms.button("Save", type="submit"))


def test_a_link_to_a_page_changes_the_page_and_a_link_to_a_document_loads_it():
    assert "ReactRouterLink" in code(forms.link_button("Grades", href="/grades/"))
    document = code(forms.document_button("Report card", href="/reports/report-card.pdf"))
    assert 'jsx("a"' in document
    assert 'href:"/reports/report-card.pdf"' in document


@pytest.mark.parametrize("status", badges.STATUSES)
def test_each_status_has_a_word_and_a_shape_beside_its_color(status: str):
    badge = code(badges.status_badge(status))
    assert "Lucide" in badge
    assert f'$t("{badges.STATUSES[status][0]}")' in badge


def test_no_badge_says_that_a_score_counts_as_zero_that_does_not_count() -> None:
    shown = code(badges.flag_badges(rx.Var("flags")._replace(_var_type=list[str]), is_counted=rx.Var("counted").bool()))
    assert '$t("Academic honesty")' in shown
    assert '$t("Academic honesty: counts as 0")' in shown
    assert "counted" in shown


def test_a_status_that_comes_later_may_be_any_of_them_or_none():
    badge = code(badges.status_badge(Looks.words))
    assert all(f'$t("{words}")' in badge for words, _tone, _icon in badges.STATUSES.values())
    assert code(badges.status_badge("")) == code(rx.fragment())


def test_a_provisional_badge_is_drawn_otherwise_than_a_final_one():
    assert "data-provisional" in code(badges.badge("B so far", provisional=True))
    assert "data-provisional" not in code(badges.badge("B"))


def test_the_palette_of_children_goes_round():
    assert badges.child_color(0) == badges.child_color(badges.CHILD_COLORS) == 0
    assert "% 8" in str(badges.child_color(Looks.color))


def test_a_child_without_a_grade_level_has_a_school_alone():
    line = str(enrollment.school_and_grade(school=Looks.words, grade=Looks.rows[0]["level"]))
    alone = re.search(r'JSON\.stringify\(""\):  return \(([^)]*)\);', line)
    assert alone, line
    assert "$t" not in alone[1]


def test_a_table_keeps_its_meaning_and_its_headings_when_it_becomes_cards():
    columns = [
        tables.Column(heading="Name", cell=lambda row: row["name"], names_row=True),
        tables.Column(heading="Score", cell=lambda row: row["score"], align="end"),
    ]
    table = code(tables.data_table(caption="Scores", columns=columns, rows=[{"name": "Quiz", "score": "18"}]))
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role:"{role}"' in table
    assert '"data-label":"Score"' in table
    assert 'scope:"row"' in table


def test_a_table_of_rows_that_come_later_draws_each_in_the_browser():
    columns = [tables.Column(heading="Name", cell=lambda row: row["name"], names_row=True)]
    assert "Array.prototype.map" in code(tables.data_table(caption="Scores", columns=columns, rows=Looks.rows))


def test_a_sheet_is_a_dialog_named_by_its_heading():
    sheet = code(dialogs.sheet("Text", id="s", title="Mathematics", open=Looks.open, on_close=Looks.close))
    assert "ModalDialog" in sheet
    assert '"aria-labelledby":"s-title"' in sheet
    assert 'id:"s-title"' in sheet
    assert "closeDialog" in sheet


def test_the_end_of_a_session_is_announced_and_can_be_put_off_but_not_its_last_hour():
    warning = code(
        dialogs.session_warning_dialog(idle_until=Looks.words, ends_at=Looks.words, on_keep_session=Looks.close)
    )
    assert warning.count("SessionWarning") == 2
    assert warning.count("looks.close") == 1
    assert warning.count("warnSeconds:120") == 2


def test_a_page_with_a_summary_shows_it_as_a_sentence_at_the_top():
    header = code(cards.page_header(title=t("Schedule"), summary=Looks.words))
    assert 'className:"page-summary"' in header
    assert "PageTitle" in header


def test_an_alert_without_words_is_not_there():
    assert code(cards.alert("")) == code(rx.fragment())


def test_what_went_wrong_is_read_out_at_once():
    assert 'role:"alert"' in code(cards.alert("This key was used before.", tone="bad"))


def test_every_icon_is_drawn():
    for name in get_args(icons.IconName):
        assert icons._DRAWN_AS[name].replace("-", "_") in LUCIDE_ICON_LIST
        assert '"aria-hidden":"true"' in code(icons.icon(name))


def test_a_choice_says_which_one_is_pressed():
    assert code(choices.language_choice()).count("aria-pressed") >= 2
    assert "rawColorMode" in code(choices.appearance_choice())


def test_no_component_draws_in_the_heavy_library_or_asks_for_scripts_at_run_time():
    looks: Any = Looks
    parts = [
        feedback.connection_banner(),
        choices.appearance_choice(on_choose=lambda _name: looks.close()),
        dialogs.session_warning_dialog(idle_until="", ends_at="", on_keep_session=Looks.close),
        forms.password_field("Password", "password"),
    ]
    used = set().union(*(libraries(part) for part in parts))
    assert not [library for library in used if "radix-ui/themes" in library or "sonner" in library]
    assert not [part for part in parts if "eval(" in code(part)]


def test_no_component_carries_a_style_of_its_own_which_the_content_policy_would_refuse():
    parts = [cards.skeleton(), cards.card("x", heading="y"), icons.logo(), badges.avatar(initials="GS", color=1)]
    assert not [part for part in parts if "css:" in code(part) or "style:" in code(part)]


def test_a_plural_without_its_number_is_a_mistake():
    with pytest.raises(ValueError, match="needs n="):
        t("{n} day", "{n} days")


def test_the_address_of_a_class_is_made_of_numbers_on_the_server_as_of_vars_in_the_browser():
    assert links.class_page(student_id=7, section_id=12) == "/class/?student=7&section=12"
    assert str(links.student_page("/grades/", Looks.color)).count("?student=") == 1
