"""What the emails to a guardian about the own account say, in the guardian's language."""

from portal_app.clock import local
from portal_app.domain.accounts.activation_keys import IssuedKey
from portal_app.infrastructure.mail_content import Block, Content, key_block, lines, paragraph
from portal_app.infrastructure.translation import best_language, date_text, translate
from portal_app.models import Account, District
from portal_app.settings import settings


def key_email(key: IssuedKey, *, locale: str) -> Content:
    """Return the email with an activation key."""
    paragraphs = (
        translate(locale, "Here is the activation key for your Parent Portal account:"),
        key_block(key.text),
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
    return _content(locale, translate(locale, "Your activation key for the Parent Portal"), paragraphs)


def has_account_email(account: Account, *, locale: str) -> Content:
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
    return _content(locale, translate(locale, "You have a Parent Portal account already"), paragraphs)


def new_password_email(account: Account, key: IssuedKey) -> Content:
    """Return the email with a key to choose a new password."""
    locale = account.locale
    paragraphs = (
        translate(
            locale,
            "The school has sent you a key to choose a new password for your Parent Portal account {user_name}:",
            user_name=account.user_name,
        ),
        key_block(key.text),
        translate(
            locale,
            "Open {address} and enter the key. It works once, until {date}.",
            address=f"{settings().public_url}/activate/",
            date=date_text(locale, local(key.expires_at), "long"),
        ),
        translate(locale, "If you did not ask for it, please tell the school at once."),
    )
    return _content(locale, translate(locale, "A new password for the Parent Portal"), paragraphs)


def disabled_email(account: Account, district: District) -> Content:
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
        lines(district.name, district.phone, district.office_email),
        translate(locale, "If it was not you, tell the school. Your password was not found out."),
    )
    return _content(locale, translate(locale, "Your Parent Portal account is disabled"), paragraphs)


def password_changed_email(account: Account) -> Content:
    """Return the email about a password change, so that the guardian learns of a stranger's change."""
    locale = account.locale
    paragraphs = (
        translate(
            locale, "The password of your Parent Portal account {user_name} was changed.", user_name=account.user_name
        ),
        translate(locale, "If it was not you, please tell the school at once."),
    )
    return _content(locale, translate(locale, "Your Parent Portal password was changed"), paragraphs)


def mfa_enabled_email(account: Account) -> Content:
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
    return _content(locale, translate(locale, "Two-step sign-in is on for your Parent Portal account"), paragraphs)


def mfa_reset_email(account: Account) -> Content:
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
    return _content(locale, translate(locale, "Two-step sign-in was reset for your Parent Portal account"), paragraphs)


def _content(locale: str, subject: str, parts: tuple[str | Block, ...]) -> Content:
    blocks = (paragraph(part) if isinstance(part, str) else part for part in parts)
    return Content(language=best_language(locale), subject=subject, blocks=tuple(blocks))
