"""`portal account`, `portal request` and `portal key letters`, as staff use them."""

import json
import stat

import pytest
from typer.testing import CliRunner

from portal_app import models as m
from portal_app.cli import app
from portal_app.database import in_session, open_session
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.family.contact_fields import ContactChange, ContactField
from portal_app.domain.family.contact_requests import request_change
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.activation_letters import letters_for_school
from tests.running import body_of
from tests.unit.account_builders import GOOD, HOME, a_family, an_account, later, rows
from tests.unit.builders import a_guardian, a_student, a_viewer

pytestmark = pytest.mark.usefixtures("database_file", "outbox")


@pytest.fixture
def account() -> m.Account:
    return in_session(an_account)


def portal(*arguments: str) -> str:
    """Return what the command prints; a refusal comes as it is raised."""
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def a_request() -> int:
    with open_session() as session:
        change = ContactChange(field=ContactField.EMAIL, value="new@example.org", reason="[bold]New[/bold]")
        return request_change(session, a_viewer(session, rows(session, m.Guardian)[0]), change)


def test_accounts_are_listed_with_what_staff_need_and_no_secret(account):
    printed = portal("account", "list")

    assert "Minnie1" in printed
    assert "Minnie Clayton" in printed
    [row] = json.loads(portal("account", "list", "--json"))
    assert (row["user_name"], row["failed_sign_ins"], row["disabled_at"]) == ("Minnie1", 0, None)
    assert account.password_hash not in printed + json.dumps(row)


def test_only_disabled_accounts_can_be_listed(account):
    assert json.loads(portal("account", "list", "--disabled", "--json")) == []
    portal("account", "disable", "minnie1")

    assert [row["user_name"] for row in json.loads(portal("account", "list", "--disabled", "--json"))] == ["Minnie1"]


def test_one_account_shows_its_students_and_the_latest_attempts(account):
    in_session(accounts.sign_in, "Minnie1", "wrong", **HOME)

    printed = portal("account", "show", "MINNIE1")

    assert "604822 Greg Clayton, Mother" in printed
    assert "failed  sign-in  203.0.113.7" in printed
    assert "open, 1 failed attempts" in printed


def test_mfa_is_reset_and_everybody_is_signed_out(account):
    token = in_session(accounts.sign_in, "Minnie1", GOOD, **HOME).token
    with open_session() as session:
        session.get_one(m.Account, account.id).totp_secret = "12345678.salt"

    assert "signs in with the password alone again" in portal("account", "reset-mfa", "Minnie1")

    assert in_session(rows, m.Account)[0].totp_secret is None
    assert in_session(sessions.resolve, token) is None
    with pytest.raises(Refused, match="does not use MFA"):
        portal("account", "reset-mfa", "Minnie1")


def test_who_forgot_the_password_gets_a_key_for_another_one_and_a_disabled_account_opens(account, outbox, pinned):
    later(pinned, minutes=1)
    portal("account", "disable", "Minnie1")

    key, *_ = portal("account", "reset-password", "minnie1").split("\n")

    mailed = next(line for line in body_of(outbox.messages()[-1]).splitlines() if line.startswith("{"))
    assert mailed != key, "no key is stored, so the email has one of its own"
    assert in_session(check_key, mailed).user_name == in_session(check_key, key).user_name == "Minnie1"
    assert in_session(accounts.sign_in, "Minnie1", GOOD, **HOME).token, "the old password works until the key is used"


def test_a_guardian_recorded_once_per_child_is_listed_with_the_account_and_students_of_each_record(account):
    with open_session() as session:
        marcia = a_student(session, number="604823", first_name="Marcia")
        a_guardian(session, of=marcia, first_name="MINNIE", email="Minnie@Example.org")
        a_guardian(session, of=marcia, first_name="Otto")

    [one] = json.loads(portal("account", "duplicates", "--json"))
    assert (one["name"], one["email"]) == ("Minnie Clayton", "minnie@example.org")
    assert [record["user_name"] for record in one["records"]] == ["Minnie1", ""]
    assert [len(record["students"]) for record in one["records"]] == [1, 1]
    assert "(no account): 604823 Marcia Clayton, Mother" in portal("account", "duplicates")


def test_the_same_name_with_another_email_or_none_is_no_duplicate(account):
    with open_session() as session:
        for email in ("other@example.org", "", ""):
            a_guardian(session, email=email)

    assert "No guardian has several records" in portal("account", "duplicates")


@pytest.mark.parametrize("command", ["show", "enable", "disable", "reset-mfa", "reset-password"])
def test_an_unknown_user_name_is_refused_in_one_line(account, command):
    with pytest.raises(Refused, match="No account has the user name nobody"):
        portal("account", command, "nobody")


def test_requests_are_listed_as_they_were_typed_and_accepted_once():
    in_session(lambda session: a_guardian(session, of=a_student(session)))
    number = str(a_request())

    assert "[bold]New[/bold]" in portal("request", "list")
    assert json.loads(portal("request", "list", "--json"))[0]["new"] == "new@example.org"
    assert "Accepted: E-mail of Minnie Clayton: new@example.org" in portal("request", "accept", number)
    assert in_session(rows, m.Guardian)[0].email == "new@example.org"
    assert "No requests." in portal("request", "list")
    assert json.loads(portal("request", "list", "--all", "--json"))[0]["status"] == "accepted"
    with pytest.raises(Refused, match="accepted already"):
        portal("request", "decline", number)


def test_a_declined_request_changes_nothing_and_keeps_the_note():
    in_session(lambda session: a_guardian(session, of=a_student(session)))
    portal("request", "decline", str(a_request()), "--note", "Please call us")

    [request] = in_session(rows, m.ContactRequest)
    assert (request.status, request.decision_note) == (m.RequestStatus.DECLINED, "Please call us")
    assert in_session(rows, m.Guardian)[0].email == "minnie@example.org"


def test_letters_are_written_for_their_owners_eyes_and_never_over_a_file(tmp_path):
    in_session(a_family)
    out = tmp_path / "letters.pdf"

    assert "1 letters are in" in portal("key", "letters", "--school", "Babb Middle", "--out", str(out)).replace(
        "\n", " "
    )

    assert out.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="exists already"):
        portal("key", "letters", "--school", "Babb Middle", "--out", str(out))


def test_when_the_letters_can_not_be_written_the_older_keys_still_work(tmp_path):
    in_session(a_family)
    [letter] = in_session(letters_for_school, "Babb Middle")

    with pytest.raises(Refused, match="can't be written"):
        portal("key", "letters", "--school", "Babb Middle", "--out", str(tmp_path / "no" / "such" / "folder.pdf"))

    assert in_session(check_key, letter.key)


def test_a_language_that_the_portal_does_not_speak_is_refused(tmp_path):
    with pytest.raises(Refused, match="does not speak 'xx'"):
        portal("key", "letters", "--school", "x", "--out", str(tmp_path / "o.pdf"), "--language", "xx")
