"""Why the portal refuses a form: on the public pages, the account page and the household page.

Each reason is a short code that may appear in a URL (`/sign-in/?error=wrong`); `SENTENCES` holds the text for the
reader. No reason reveals whether a user name or a student exists to somebody who does not know it.
"""

from enum import StrEnum

from portal_app.domain.refusal import Refused
from portal_app.infrastructure.translation import gettext_noop


class Problem(StrEnum):
    """A reason to refuse a form; `FormRefused` carries it."""

    WRONG_SIGN_IN = "wrong"
    DISABLED = "disabled"
    TOO_MANY = "too-many"
    KEY_UNKNOWN = "key-unknown"
    KEY_USED = "key-used"
    KEY_EXPIRED = "key-expired"
    KEY_AGAIN = "key-again"
    NAME_INVALID = "name-invalid"
    NAME_DIGITS = "name-digits"
    NAME_TAKEN = "name-taken"
    OLD_WRONG = "password-wrong"
    SHORT = "password-short"
    LONG = "password-long"
    DIFFERENT = "passwords-differ"
    UNCHANGED = "password-unchanged"
    COMMON = "password-common"
    PERSONAL = "password-personal"
    A_NAME = "password-name"
    A_WORD = "password-word"
    KEYBOARD = "password-keyboard"
    REPEAT = "password-repeat"
    SEQUENCE = "password-sequence"
    DATE = "password-date"
    GUESSABLE = "password-guessable"
    STEP_AGAIN = "step-again"
    CODE_WRONG = "code-wrong"
    CODE_MISSED = "code-missed"
    CODE_UNCHECKED = "code-unchecked"
    MFA_ON = "mfa-on"
    SET_UP_AGAIN = "set-up-again"
    EMAIL_INVALID = "email-invalid"
    PHONE_INVALID = "phone-invalid"
    ADDRESS_INCOMPLETE = "address-incomplete"
    NO_CHANGES = "nothing-new"
    ASKED_ALREADY = "asked-already"
    DISTRICT_UNKNOWN = "district-unknown"
    NOT_NOW = "not-now"


class FormRefused(Refused):
    """A form can't be accepted; `problem` is the code that the page shows as a sentence."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(SENTENCES[problem])
        self.problem = problem


SENTENCES: dict[str, str] = {
    Problem.WRONG_SIGN_IN: gettext_noop(
        "The user name or the password is not right, or the account is disabled. After five wrong passwords in a row "
        "an account is disabled, and only the school can enable it again."
    ),
    Problem.DISABLED: gettext_noop("This account is disabled. Please ask the school to enable it again."),
    Problem.TOO_MANY: gettext_noop("There were many attempts from your network. Please wait a while, then try again."),
    Problem.KEY_UNKNOWN: gettext_noop(
        "This is not a key that the school has issued. Please compare it with the letter, group by group."
    ),
    Problem.KEY_USED: gettext_noop(
        "This key has been used already. If it was you, sign in with your user name and password."
    ),
    Problem.KEY_EXPIRED: gettext_noop(
        "This key has expired, or a newer one has been sent to you. You can ask for a new one."
    ),
    Problem.KEY_AGAIN: gettext_noop("Some time has passed. Please enter your activation key again."),
    Problem.NAME_INVALID: gettext_noop("A user name has 3 to 32 letters and digits, without spaces or accents."),
    Problem.NAME_DIGITS: gettext_noop("A user name needs at least one letter."),
    Problem.NAME_TAKEN: gettext_noop("This user name is taken. Please choose another one."),
    Problem.OLD_WRONG: gettext_noop("Your current password is not right."),
    Problem.UNCHANGED: gettext_noop("The new password is the current one: please choose another."),
    Problem.SHORT: gettext_noop("The password is too short: at least 8 characters, please."),
    Problem.LONG: gettext_noop("The password is too long: at most 1,024 characters, please."),
    Problem.DIFFERENT: gettext_noop("The two passwords are not the same."),
    Problem.COMMON: gettext_noop(
        "Many people use this password or one much like it, so it is tried first. Add a few words."
    ),
    Problem.PERSONAL: gettext_noop(
        "The password has a name or word in it that belongs to your family. Add other words."
    ),
    Problem.A_NAME: gettext_noop("Names are easy to guess. Add a few other words."),
    Problem.A_WORD: gettext_noop("A single word is easy to guess. Add a few other words."),
    Problem.KEYBOARD: gettext_noop("Keys that lie side by side are easy to guess. Use a few words instead."),
    Problem.REPEAT: gettext_noop("Repeats such as “aaa” are easy to guess. Use a few words instead."),
    Problem.SEQUENCE: gettext_noop("Sequences such as “abc” or “6543” are easy to guess. Use a few words instead."),
    Problem.DATE: gettext_noop("Dates and years are easy to guess. Use a few words instead."),
    Problem.GUESSABLE: gettext_noop("The password is easy to guess. Add a few words that do not belong together."),
    Problem.STEP_AGAIN: gettext_noop("Some time has passed. Please sign in again."),
    Problem.CODE_WRONG: gettext_noop(
        "This code is not right, or it was used already. Wait for the next one in your app. Five wrong codes in a row "
        "disable the account."
    ),
    Problem.CODE_MISSED: gettext_noop("This code does not fit. Is your phone's clock right? Then try the next code."),
    Problem.CODE_UNCHECKED: gettext_noop("The portal can't check codes at the moment. Please tell the school."),
    Problem.MFA_ON: gettext_noop("Two-step sign-in is on already. Only the school can reset it."),
    Problem.SET_UP_AGAIN: gettext_noop("Please start again with a new QR code."),
    Problem.EMAIL_INVALID: gettext_noop("This is not an e-mail address, such as name@example.org."),
    Problem.PHONE_INVALID: gettext_noop("This is not a phone number, such as (770) 123-4567."),
    Problem.ADDRESS_INCOMPLETE: gettext_noop("An address needs a street or P.O. box, a city, a state and a ZIP code."),
    Problem.NO_CHANGES: gettext_noop("The school has this on file already."),
    Problem.DISTRICT_UNKNOWN: gettext_noop(
        "No district here has this ID. It is on the letter with your activation key."
    ),
    Problem.NOT_NOW: gettext_noop(
        "The portal is very busy just now, and nothing was done. Please try again in a moment."
    ),
    Problem.ASKED_ALREADY: gettext_noop(
        "You have asked for a change of this already. The school will answer that first."
    ),
}
"""The English text of each code, which is also its message id in the catalogs."""
