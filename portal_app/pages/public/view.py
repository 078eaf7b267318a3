"""Sign-in, activation and key request: native forms that post to `portal_app/http/auth.py`."""

from typing import Any

import reflex as rx

from portal_app.pages.public.state import PublicState
from portal_app.ui.address import prefill, query
from portal_app.ui.cards import alert
from portal_app.ui.client import KeyFromLetter
from portal_app.ui.forms import (
    base_form,
    button,
    hidden_field,
    link_button,
    native_link,
    page_link,
    password_field,
    text_field,
)
from portal_app.ui.i18n import language, t
from portal_app.ui.installed import installed_field
from portal_app.ui.refusals import refusal
from portal_app.ui.shell import public_page


def sign_in_page() -> rx.Component:
    """Return the sign-in page."""
    asks_district = PublicState.must_choose_district | (query("step") == "district")
    return public_page(
        alert(_welcome_back(), tone="good"),
        alert(_ended(), tone="info"),
        rx.cond(asks_district, rx.fragment(), alert(refusal(query("error")), tone="bad")),
        rx.cond(asks_district, _district(), rx.cond(query("step") == "2", _code(), _name_and_password())),
        title=t("Sign in"),
        lead=t("See your children's schedule, grades and attendance."),
        district_name=PublicState.district_name,
        footer=rx.fragment(
            _ways(("/activate/", t("I have an activation key")), ("/request-key/", t("I need an activation key"))),
            _forgotten(),
            rx.cond(
                PublicState.is_one_of_many & ~asks_district,
                native_link(t("Choose another district"), href="/sign-in/?step=district"),
            ),
        ),
    )


def not_found_page() -> rx.Component:
    """Return the page for an unknown address."""
    return public_page(
        link_button(t("Go to the home page"), href="/home/", kind="primary"),
        title=t("There is no such page"),
        lead=t("The address is not one of the portal's. Perhaps a letter is missing, or the page has moved."),
    )


def _district() -> rx.Component:
    """Return the form for the District ID: shown once, and only where there is more than one district."""
    return base_form(
        text_field(
            t("District ID"),
            "district",
            error=refusal(query("error")),
            hint=t("Six letters or digits. They are on the letter with your activation key."),
            max_length=12,
            auto_capitalize="characters",
            spell_check=False,
        ),
        button(t("Continue"), kind="primary", type="submit", wide=True),
        action="/auth/district",
    )


def _name_and_password() -> rx.Component:
    return base_form(
        text_field(
            t("User name"),
            "user_name",
            autocomplete="username",
            max_length=64,
            auto_capitalize="none",
            spell_check=False,
        ),
        password_field(t("Password"), "password"),
        button(t("Sign in"), kind="primary", type="submit", wide=True),
        prefill("user_name", query("name")),
        installed_field(),
        action="/auth/sign-in",
    )


def _code() -> rx.Component:
    """Return the form for the code that follows the right password."""
    return base_form(
        text_field(
            t("Code"),
            "code",
            hint=t("The six digits that your authenticator app shows now, or one of your recovery codes."),
            autocomplete="one-time-code",
            max_length=40,
            auto_capitalize="none",
            auto_focus=True,
            spell_check=False,
        ),
        button(t("Continue"), kind="primary", type="submit", wide=True),
        native_link(t("Start over"), href="/sign-in/", class_name="button", data_kind="quiet"),
        installed_field(),
        action="/auth/mfa-code",
    )


def activate_page() -> rx.Component:
    """Return the activation page: first the key, then user name and password."""
    return public_page(
        rx.cond(
            query("step") == "2", rx.cond(query("account") != "", _choose_password(), _choose_name()), _enter_key()
        ),
        title=rx.cond(query("account") != "", t("Choose a new password"), t("Activate your account")),
        district_name=PublicState.district_name,
        footer=_ways(("/sign-in/", t("I have an account")), ("/request-key/", t("I need an activation key"))),
    )


def request_key_page() -> rx.Component:
    """Return the page on which a guardian requests a key."""
    sent = alert(
        t(
            "If what you entered is what the school has on file, a key is on its way to the e-mail address "
            "that the school has for you. It works for 30 days."
        ),
        tone="good",
    )
    return public_page(
        alert(refusal(query("error")), tone="bad"),
        rx.cond(query("done") == "sent", sent, _request_form()),
        title=t("Ask for an activation key"),
        district_name=PublicState.district_name,
        lead=t("The key comes by e-mail, to the address that the school has on file. It is never shown here."),
        footer=_ways(("/activate/", t("I have an activation key")), ("/sign-in/", t("I have an account"))),
    )


def _enter_key() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("The school sent you an activation key. With it you make your own user name and password, once.")),
        base_form(
            text_field(
                t("Activation key"),
                "key",
                error=refusal(query("error")),
                hint=t("For example {example}", example="{E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7}"),
                max_length=80,
                spell_check=False,
            ),
            button(t("Continue"), kind="primary", type="submit", wide=True),
            prefill("key", PublicState.typed_key),
            KeyFromLetter.create(field="key", typed=PublicState.typed_key),
            action="/auth/activate",
        ),
    )


def _choose_name() -> rx.Component:
    is_about_name = query("error").to(str).contains("name-")
    return rx.fragment(
        rx.el.p(t("Your key is right. Now choose a user name and a password.")),
        base_form(
            text_field(
                t("User name"),
                "user_name",
                error=rx.cond(is_about_name, refusal(query("error")), ""),
                hint=t("3 to 32 letters and digits. It can't be changed later."),
                autocomplete="username",
                max_length=32,
                auto_capitalize="none",
                spell_check=False,
            ),
            *_new_password(error=rx.cond(is_about_name, "", refusal(query("error")))),
            button(t("Create account"), kind="primary", type="submit", wide=True),
            prefill("user_name", query("name")),
            action="/auth/activate",
        ),
    )


def _choose_password() -> rx.Component:
    """Return the form for who has an account and a key from the school: the user name stays."""
    account = query("account")
    return rx.fragment(
        rx.el.p(t("Your key is right. Now choose a new password for {user_name}.", user_name=account)),
        base_form(
            hidden_field("user_name", account),
            hidden_field("account", "yes"),
            *_new_password(error=refusal(query("error"))),
            button(t("Save this password"), kind="primary", type="submit", wide=True),
            action="/auth/activate",
        ),
    )


def _new_password(*, error: Any) -> tuple[rx.Component, ...]:
    hint = t("At least 8 characters; a few words in a row are good.")
    return (
        password_field(t("Password"), "password", error=error, hint=hint, new=True),
        password_field(t("The same password again"), "password_again", new=True),
    )


def _request_form() -> rx.Component:
    return base_form(
        text_field(t("Student number"), "student_number", input_mode="numeric", max_length=40),
        text_field(t("The student's birth date"), "birth_date", type="date"),
        text_field(t("Your last name"), "last_name", autocomplete="family-name", max_length=100),
        hidden_field("locale", language()),
        button(t("Send me a key"), kind="primary", type="submit", wide=True),
        action="/auth/request-key",
    )


def _forgotten() -> rx.Component:
    """Return the advice for a guardian who can't sign in: the school can verify who asks."""
    return rx.el.details(
        rx.el.summary(t("I forgot my password")),
        rx.el.p(
            t(
                "Please ask the school's office. It can send you a key with which you choose a new password; your user "
                "name is printed beside it. Then use “I have an activation key”."
            ),
            class_name="text-soft",
        ),
    )


def _welcome_back() -> rx.Var[str]:
    return rx.match(
        query("done"),
        ("signed-out", t("You are signed out.")),
        ("activated", t("Your account is ready. Sign in with your new user name and password.")),
        ("password", t("Your new password is set. Sign in with it.")),
        "",
    )


def _ended() -> rx.Var[str]:
    return rx.cond(query("ended") == "idle", t("You were signed out after a while without activity."), "")


def _ways(*ways: tuple[str, Any]) -> rx.Component:
    return rx.el.p(*[page_link(words, href=href) for href, words in ways], class_name="grid gap-3")
