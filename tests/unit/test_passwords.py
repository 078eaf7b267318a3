"""Passwords and user names: what is accepted, and how a password is stored."""

from typing import Any

import pytest

from portal_app.domain.accounts import passwords
from portal_app.domain.accounts.form_errors import SENTENCES, Problem
from portal_app.domain.accounts.passwords import (
    hash_password,
    is_outdated,
    password_problem,
    user_name_problem,
    verify_password,
)


@pytest.fixture(autouse=True)
def _quick(outbox):
    """Hash with the lowest work factor that is allowed."""


def test_a_password_is_recognized_and_another_one_is_not():
    hashed = hash_password("lantern otter vinegar")

    assert verify_password("lantern otter vinegar", hashed)
    assert not verify_password("lantern otter vinegaR", hashed)


def test_every_character_of_a_long_password_counts():
    hashed = hash_password("x" * 200 + "a")

    assert not verify_password("x" * 200 + "b", hashed)


def test_a_nul_character_does_not_end_a_password():
    assert not verify_password("lantern\0other", hash_password("lantern\0otter"))


def test_an_accent_may_be_typed_in_one_piece_or_in_two():
    assert verify_password("jalapen\u0303o garden", hash_password("jalape\u00f1o garden"))


def test_the_same_password_is_kept_differently_each_time():
    assert hash_password("lantern otter") != hash_password("lantern otter")


def test_a_hash_of_another_work_factor_is_outdated(monkeypatch):
    hashed = hash_password("lantern otter")
    assert not is_outdated(hashed)

    monkeypatch.setattr(passwords, "work_factor", lambda: 5)

    assert is_outdated(hashed)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", Problem.SHORT),
        ("k9#Lw2!", Problem.SHORT),
        ("k9#Lw2!" * 147, Problem.LONG),
        ("password1", Problem.COMMON),
        ("minnieclayton", Problem.PERSONAL),
        ("aaaaaaaaaaaa", Problem.REPEAT),
        ("abcdefghijk", Problem.SEQUENCE),
        ("12/12/1999", Problem.DATE),
        ("jennifer12", Problem.A_NAME),
        ("a" * 1000, Problem.REPEAT),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, problem):
    assert password_problem(password, user_inputs=["Minnie", "Clayton"]) is problem


@pytest.mark.parametrize("password", ["correct horse battery staple", "пять зелёных чайников", "k9#Lw2!q Zr" * 90])
def test_a_good_password_needs_no_special_composition_and_may_be_long(password):
    assert password_problem(password, user_inputs=[]) is None


def test_words_of_one_family_are_not_held_against_the_next():
    assert password_problem("zorblattquimmy", user_inputs=["zorblattquimmy"]) is Problem.PERSONAL
    assert password_problem("zorblattquimmy", user_inputs=[]) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("abc", None),
        ("Minnie1", None),
        ("a" * 32, None),
        ("ab", Problem.NAME_INVALID),
        ("a" * 33, Problem.NAME_INVALID),
        ("min nie", Problem.NAME_INVALID),
        ("minnie!", Problem.NAME_INVALID),
        ("mínnie", Problem.NAME_INVALID),
        ("minnie\n", Problem.NAME_INVALID),
        ("12345", Problem.NAME_DIGITS),
    ],
)
def test_a_user_name_is_three_to_thirty_two_letters_and_digits_with_a_letter(name, problem):
    assert user_name_problem(name) is problem


def test_every_problem_has_its_sentence():
    assert set(SENTENCES) == set(Problem)


def test_the_estimate_reads_a_bounded_part_of_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The estimator takes seconds for some texts of 72 characters, and no other thread runs meanwhile."""
    read: list[str] = []

    def estimate(password: str, _words: list[str]) -> dict[str, Any]:
        read.append(password)
        return {"score": 4, "sequence": []}

    monkeypatch.setattr(passwords, "zxcvbn", estimate)
    assert passwords.password_problem("4@8({[<369&#!1/|0$5+7%2zx" * 40, user_inputs=["Greg"]) is None
    assert [len(text) for text in read] == [24]
