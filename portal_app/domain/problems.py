"""Why the portal refuses what somebody typed into a form of its front door.

Each reason is a short word that may stand in an address (`/sign-in/?error=wrong`); a page turns it into a sentence in
the reader's language. None of them tells whether a user name or a student exists to somebody who could not know.
"""

from enum import StrEnum


class Problem(StrEnum):
    """A reason to refuse; `Refused` carries it."""

    WRONG_SIGN_IN = "wrong"
    DISABLED = "disabled"
    TOO_MANY = "too-many"
    KEY_UNKNOWN = "key-unknown"
    KEY_USED = "key-used"
    KEY_EXPIRED = "key-expired"
    NAME_INVALID = "name-invalid"
    NAME_DIGITS = "name-digits"
    NAME_TAKEN = "name-taken"
    PASSWORD_WRONG = "password-wrong"
    PASSWORD_SHORT = "password-short"
    PASSWORD_LONG = "password-long"
    PASSWORDS_DIFFER = "passwords-differ"
    PASSWORD_COMMON = "password-common"
    PASSWORD_PERSONAL = "password-personal"
    PASSWORD_NAME = "password-name"
    PASSWORD_WORD = "password-word"
    PASSWORD_KEYBOARD = "password-keyboard"
    PASSWORD_REPEAT = "password-repeat"
    PASSWORD_SEQUENCE = "password-sequence"
    PASSWORD_DATE = "password-date"
    PASSWORD_GUESSABLE = "password-guessable"


class Refused(Exception):
    """The request can't be met; the transaction around it rolls back, so nothing is half done."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
