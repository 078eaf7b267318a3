"""The emails to a guardian about the own account, in the guardian's language."""

from portal_app.clock import local
from portal_app.domain.accounts.activation_keys import IssuedKey
from portal_app.infrastructure.mail import Email
from portal_app.infrastructure.translation import date_text, translate
from portal_app.models import Account, District, Guardian
from portal_app.settings import settings


def key_email(guardian: Guardian, key: IssuedKey, *, locale: str) -> Email:
    """Return the email with an activation key."""
    paragraphs = (
        translate(locale, "Here is the activation key for your Parent Portal account:"),
        key.text,
        translate(
            locale,
            "Open {address}, enter the key, and choose a user name and a password. The key works once, until {date}.",
            address=f"{settings().public_url}/activate/",
            date=date_text(locale, local(key.expires_at), "long"),
        ),
        translate(
            locale, "If you did not ask for it, you need not do anything: nobody can use it without this message."
        ),
    )
    return _email(guardian, translate(locale, "Your activation key for the Parent Portal"), paragraphs)


def has_account_email(guardian: Guardian, account: Account, *, locale: str) -> Email:
    """Return the email for a guardian who requested a key and has an account already."""
    paragraphs = (
        translate(locale, "Somebody, probably you, asked for an activation key for the Parent Portal."),
        translate(
            locale,
            "You have an account already. Sign in at {address} with the user name {user_name}.",
            address=f"{settings().public_url}/sign-in/",
            user_name=account.user_name,
        ),
        translate(locale, "If you have forgotten the password, please ask the school."),
    )
    return _email(guardian, translate(locale, "You have a Parent Portal account already"), paragraphs)


def new_password_email(guardian: Guardian, account: Account, key: IssuedKey) -> Email:
    """Return the email with a key to choose a new password."""
    locale = account.locale
    paragraphs = (
        translate(
            locale,
            "The school has sent you a key to choose a new password for your Parent Portal account {user_name}:",
            user_name=account.user_name,
        ),
        key.text,
        translate(
            locale,
            "Open {address} and enter the key. It works once, until {date}.",
            address=f"{settings().public_url}/activate/",
            date=date_text(locale, local(key.expires_at), "long"),
        ),
        translate(locale, "If you did not ask for it, please tell the school at once."),
    )
    return _email(guardian, translate(locale, "A new password for the Parent Portal"), paragraphs)


def disabled_email(guardian: Guardian, account: Account, district: District) -> Email:
    """Return the email about a lockout: five wrong passwords or codes in a row."""
    locale = account.locale
    paragraphs = (
        translate(
            locale,
            "Somebody typed a wrong password or code five times in a row for your Parent Portal account {user_name}. "
            "To protect your family's information, the account is now disabled.",
            user_name=account.user_name,
        ),
        translate(locale, "To use it again, please ask the school to enable it:"),
        "\n".join(filter(None, (district.name, district.phone, district.office_email))),
        translate(locale, "If it was not you, tell the school. Your password was not found out."),
    )
    return _email(guardian, translate(locale, "Your Parent Portal account is disabled"), paragraphs)


def password_changed_email(guardian: Guardian, account: Account) -> Email:
    """Return the email about a password change, so that the guardian learns of a stranger's change."""
    locale = account.locale
    paragraphs = (
        translate(
            locale, "The password of your Parent Portal account {user_name} was changed.", user_name=account.user_name
        ),
        translate(locale, "If it was not you, please tell the school at once."),
    )
    return _email(guardian, translate(locale, "Your Parent Portal password was changed"), paragraphs)


def mfa_enabled_email(guardian: Guardian, account: Account) -> Email:
    """Return the email about MFA being turned on, so that the guardian learns of it if a stranger did it."""
    locale = account.locale
    paragraphs = (
        translate(
            locale,
            "Two-step sign-in is now on for your Parent Portal account {user_name}: signing in takes the password and "
            "a code from your authenticator app.",
            user_name=account.user_name,
        ),
        translate(locale, "If it was not you, please tell the school at once."),
    )
    return _email(guardian, translate(locale, "Two-step sign-in is on for your Parent Portal account"), paragraphs)


def mfa_reset_email(guardian: Guardian, account: Account) -> Email:
    """Return the email about a reset of MFA by the school."""
    locale = account.locale
    paragraphs = (
        translate(
            locale,
            "The school has reset two-step sign-in for your Parent Portal account {user_name}: the password alone is "
            "enough again. You can turn it on again on the account page.",
            user_name=account.user_name,
        ),
        translate(locale, "If you did not ask for it, please tell the school at once."),
    )
    return _email(guardian, translate(locale, "Two-step sign-in was reset for your Parent Portal account"), paragraphs)


def _email(guardian: Guardian, subject: str, paragraphs: tuple[str, ...]) -> Email:
    return Email(to=guardian.email, subject=subject, text="\n\n".join(paragraphs) + "\n")
