"""Attacks on sign-in, activation and key requests of a portal that really runs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Barrier
from uuid import uuid4

import pytest
import requests
from sqlmodel import col, select

from portal_app import models as m
from portal_app.domain.accounts.lockout import MAX_FAILURES
from portal_app.http import account, activation, auth
from tests.running import RunningPortal, body_of
from tests.security.district import MINNIE, ROSA, TOM, SignIn, account_of, records
from tests.security.visitor import Answer, Visitor

FORMS = sorted(f"/auth{route.path}" for route in [*auth.ROUTES, *activation.ROUTES, *account.ROUTES])
WALTERS_KEY = "{E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7}"
PRIYAS_KEY = "{5B0C7D12-93AE-4F6B-8D21-7C3E9A40F518}"
EXPIRED_KEY = "{A1F4E6B8-2D37-4C90-9E55-0B6D8C7F3A21}"
WRONG = "quite-another-password-77"
NETWORK_TRIES = 30
"""What `throttle.Limit.SIGN_IN` allows a network in ten minutes."""


@pytest.fixture
def stranger(portal: RunningPortal, address: str) -> Visitor:
    """Return a browser that has never been here."""
    return Visitor(portal, address)


@pytest.fixture
def crowd(portal: RunningPortal) -> Callable[[], Visitor]:
    """Return a function that gives a browser at an address of its own each time: a botnet."""
    numbers = count(1)
    return lambda: Visitor(portal, f"2001:db8:1:{next(numbers):x}::1")


@pytest.fixture
def thousand(portal: RunningPortal) -> list[str]:
    """Return the user names of a thousand new accounts, all with Rosa's password."""
    unique = uuid4().hex[:8]
    with records(portal) as session:
        model = account_of(session, ROSA)
        district = session.exec(select(m.District)).one()
        assert district.id
        guardians = [m.Guardian(district_id=district.id, first_name="A", last_name=unique) for _ in range(1000)]
        session.add_all(guardians)
        session.flush()
        names = [f"Crowd{unique}n{number}" for number in range(1000)]
        session.add_all(
            m.Account(
                guardian_id=guardian.id or 0,
                user_name=name,
                user_name_key=name.lower(),
                password_hash=model.password_hash,
                created_at=model.created_at,
            )
            for guardian, name in zip(guardians, names, strict=True)
        )
    return names


def accounts_named(portal: RunningPortal, names: list[str]) -> list[m.Account]:
    """Return accounts as they are now."""
    with records(portal) as session:
        return list(session.exec(select(m.Account).where(col(m.Account.user_name).in_(names))))


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """Return the answers of requests that leave together."""
    start = Barrier(len(works))

    def begin(work: Callable[[], Answer]) -> Answer:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": None, "Sec-Fetch-Site": "cross-site"},
        {"Origin": None, "Sec-Fetch-Site": "same-site"},
        {"Origin": "{url}.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin", "Referer": "{url}/sign-in/"},
    ],
)
def test_a_form_from_another_origin_is_refused(
    portal: RunningPortal, stranger: Visitor, form: str, headers: dict[str, str | None]
) -> None:
    sent = {name: value and value.format(url=portal.url) for name, value in headers.items()}
    answer = stranger.post(form, headers=sent, user_name=MINNIE.user_name, password=MINNIE.password, key=WALTERS_KEY)
    assert answer.status == 403
    assert stranger.http.cookies.get_dict() == {}


@pytest.mark.parametrize("form", FORMS)
def test_another_origin_gets_no_leave_from_a_preflight(stranger: Visitor, form: str) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = stranger.http.options(stranger.url + form, headers=asked, timeout=10)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_session_that_was_planted_before_sign_in_is_not_taken_over(stranger: Visitor) -> None:
    """Session fixation: the attacker knows the cookie that the victim's browser has before the sign-in."""
    planted = "A" * 43
    stranger.http.cookies.set("portal_session", planted)
    assert stranger.sign_in(ROSA.user_name, ROSA.password).page == "/home/"
    assert planted not in stranger.http.cookies.get_dict().values()


def test_an_attackers_own_session_planted_in_a_browser_ends_when_its_owner_signs_in(
    portal: RunningPortal, stranger: Visitor, address: str
) -> None:
    attacker = Visitor(portal, address)
    attacker.sign_in(TOM.user_name, TOM.password)
    stranger.http.cookies.set("portal_session", attacker.session)
    stranger.sign_in(ROSA.user_name, ROSA.password)
    attacker_again = attacker.get("/reports/1/schedule.pdf")
    assert attacker_again.headers["Location"] == "/sign-in/"


def test_every_sign_in_has_a_new_token(portal: RunningPortal, stranger: Visitor) -> None:
    tokens = set()
    for _ in range(3):
        stranger.sign_in(ROSA.user_name, ROSA.password)
        tokens.add(stranger.session)
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)


def test_parallel_wrong_passwords_count_exactly_five(
    portal: RunningPortal, crowd: Callable[[], Visitor], thousand: list[str]
) -> None:
    name = thousand[0]
    visitors = [crowd() for _ in range(12)]
    answers = at_once(*[partial(visitor.sign_in, name, WRONG) for visitor in visitors])
    assert {answer.error for answer in answers} == {"wrong"}
    [struck] = accounts_named(portal, [name])
    assert struck.failed_sign_ins == MAX_FAILURES
    assert struck.disabled_at is not None
    assert crowd().sign_in(name, ROSA.password).error == "wrong"


def test_spraying_one_password_over_a_thousand_accounts_is_stopped_and_disables_none(
    portal: RunningPortal, stranger: Visitor, thousand: list[str]
) -> None:
    answers = [stranger.sign_in(name, WRONG) for name in thousand]
    assert [answer.error for answer in answers].count("wrong") == NETWORK_TRIES
    assert {answer.error for answer in answers[NETWORK_TRIES:]} == {"too-many"}
    accounts = accounts_named(portal, thousand)
    assert sum(one.failed_sign_ins for one in accounts) == NETWORK_TRIES
    assert not any(one.disabled_at for one in accounts)


def test_one_network_can_not_disable_a_districts_accounts(
    portal: RunningPortal, stranger: Visitor, thousand: list[str]
) -> None:
    """Disabling as denial of service: five wrong passwords for each of twenty families."""
    for name in thousand[:20]:
        for _ in range(MAX_FAILURES):
            stranger.sign_in(name, WRONG)
    assert sum(one.disabled_at is not None for one in accounts_named(portal, thousand)) <= NETWORK_TRIES // MAX_FAILURES
    assert Visitor(portal, "2001:db8:2::1").sign_in(thousand[19], ROSA.password).page == "/home/"


def test_families_go_on_signing_in_from_a_network_in_which_somebody_guesses(
    portal: RunningPortal, stranger: Visitor, thousand: list[str]
) -> None:
    """A mobile carrier or a school has one address for many. A device helps only the account that it is known to."""
    at_home = Visitor(portal, str(stranger.http.headers["X-Forwarded-For"]))
    assert at_home.sign_in(thousand[0], ROSA.password).page == "/home/"
    for name in thousand[1 : NETWORK_TRIES + 1]:
        stranger.sign_in(name, WRONG)
    assert stranger.sign_in(thousand[0], ROSA.password).error == "too-many"
    assert at_home.sign_in(thousand[1], ROSA.password).error == "too-many"
    assert at_home.sign_in(thousand[0], ROSA.password).page == "/home/"


def test_a_disabled_guardian_gets_an_email_and_staff_can_enable_the_account(
    portal: RunningPortal, crowd: Callable[[], Visitor]
) -> None:
    for _ in range(MAX_FAILURES):
        crowd().sign_in(TOM.user_name, WRONG)
    assert crowd().sign_in(TOM.user_name, TOM.password).error == "wrong"
    assert any("TomH" in body_of(letter) for letter in portal.letters())
    assert portal.command("account", "enable", TOM.user_name).returncode == 0
    assert crowd().sign_in(TOM.user_name, TOM.password).page == "/home/"


def test_guessing_keys_is_stopped_and_a_right_one_is_no_oracle_then(stranger: Visitor) -> None:
    answers = [stranger.post("/auth/activate", key=str(uuid4())) for _ in range(25)]
    assert {answer.error for answer in answers[:20]} == {"key-unknown"}
    assert {answer.error for answer in answers[20:]} == {"too-many"}
    assert stranger.post("/auth/activate", key=WALTERS_KEY).error == "too-many"


def test_one_key_claimed_twice_in_parallel_makes_one_account(
    portal: RunningPortal, crowd: Callable[[], Visitor]
) -> None:
    visitors = [crowd() for _ in range(6)]
    for visitor in visitors:
        assert visitor.post("/auth/activate", key=PRIYAS_KEY).query == {"step": "2"}
    password = {"password": WRONG, "password_again": WRONG}
    claims = [
        partial(visitor.post, "/auth/activate", user_name=f"Priya{number}", **password)
        for number, visitor in enumerate(visitors)
    ]
    answers = at_once(*claims)
    assert sorted(answer.error for answer in answers) == ["", *["key-used"] * 5]
    with records(portal) as session:
        made = session.exec(select(m.Account).where(col(m.Account.user_name).startswith("Priya"))).all()
    assert len(made) == 1


def test_a_forged_forwarded_address_allows_no_further_attempts(
    portal: RunningPortal, address: str, thousand: list[str]
) -> None:
    """The proxy appends what it saw; whatever stands before that is the client's own invention."""
    errors = [
        Visitor(portal, f"203.0.113.{number}, {address}").sign_in(thousand[number], WRONG).error
        for number in range(NETWORK_TRIES + 1)
    ]
    assert errors == ["wrong"] * NETWORK_TRIES + ["too-many"]


def test_a_forged_forwarded_address_is_not_what_the_access_log_holds(portal: RunningPortal, address: str) -> None:
    Visitor(portal, f"192.0.2.66, {address}").sign_in(ROSA.user_name, ROSA.password)
    with records(portal) as session:
        latest = session.exec(select(m.AccessLogEntry).order_by(col(m.AccessLogEntry.id).desc())).first()
    assert latest
    assert latest.address == address


@pytest.mark.parametrize(
    "forged", ["x" * 500, "<script>alert(1)</script>", "1.2.3.4\\r\\nevil: 1", "'; DROP TABLE account"]
)
def test_what_is_no_address_is_not_taken_for_one(portal: RunningPortal, forged: str) -> None:
    Visitor(portal, forged).sign_in(ROSA.user_name, ROSA.password)
    with records(portal) as session:
        latest = session.exec(select(m.AccessLogEntry).order_by(col(m.AccessLogEntry.id).desc())).first()
    assert latest
    assert latest.address in ("127.0.0.1", "::1")


TEXTS = {
    "an unknown name": SignIn("NobodyAtAll", WRONG),
    "a wrong password": SignIn(MINNIE.user_name, WRONG),
    "a name that can be none": SignIn("no such / name", WRONG),
    "nothing at all": SignIn("", ""),
}


@pytest.mark.parametrize("typed", TEXTS.values(), ids=TEXTS)
def test_sign_in_is_refused_in_the_same_words_whatever_was_wrong(stranger: Visitor, typed: SignIn) -> None:
    answer = stranger.sign_in(typed.user_name, typed.password)
    assert (answer.status, answer.page, answer.error) == (303, "/sign-in/", "wrong")
    assert set(answer.query) <= {"error", "name"}
    assert answer.query.get("name", typed.user_name) == typed.user_name  # what was typed comes back, nothing else
    assert stranger.http.cookies.get_dict() == {}


ASKED = {
    "a right one": {"student_number": "0393354", "birth_date": "2013-01-01", "last_name": "Clayton"},
    "an unknown student": {"student_number": "999999", "birth_date": "2013-01-01", "last_name": "Clayton"},
    "no date": {"student_number": "0393354", "birth_date": "yesterday", "last_name": "Clayton"},
    "nothing": {"locale": ""},
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_key_request_is_answered_in_the_same_words_whatever_is_on_file(
    stranger: Visitor, asked: dict[str, str]
) -> None:
    answer = stranger.post("/auth/request-key", **asked)
    assert (answer.status, answer.page, answer.query) == (303, "/request-key/", {"done": "sent"})


def test_a_key_says_used_or_expired_only_to_who_holds_it(stranger: Visitor) -> None:
    """A key is 122 random bits: whoever has one may hear what became of it, and nobody finds one by trying."""
    assert stranger.post("/auth/activate", key=EXPIRED_KEY).error == "key-expired"
    one_off = EXPIRED_KEY.replace("7F3A21", "7F3A22")
    assert stranger.post("/auth/activate", key=one_off).error == "key-unknown"


def test_only_who_holds_a_key_learns_that_a_user_name_is_taken(stranger: Visitor) -> None:
    typed = {"user_name": MINNIE.user_name, "password": WRONG, "password_again": WRONG}
    stranger.post("/auth/activate", key=str(uuid4()))
    assert stranger.post("/auth/activate", **typed).error == "key-unknown"


@pytest.mark.parametrize("field", ["next", "redirect", "redirect_to", "return_to", "url", "continue"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_no_field_and_no_query_leads_to_another_site(stranger: Visitor, field: str, target: str) -> None:
    answer = stranger.http.post(
        f"{stranger.url}/auth/sign-in",
        params={field: target},
        data={"user_name": ROSA.user_name, "password": ROSA.password, field: target},
        allow_redirects=False,
        timeout=60,
    )
    assert answer.headers["Location"] == "/home/"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "//evil.example/home",
        "/%2f%2fevil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/home/..//evil.example",
        "/auth//evil.example",
        "/home",
        "/calendar//evil.example.ics",
        "/.//evil.example",
    ],
)
def test_no_path_leads_to_another_site(stranger: Visitor, path: str) -> None:
    request = stranger.http.prepare_request(requests.Request("GET", stranger.url))
    request.url = stranger.url + path  # as it is: nothing normalised
    answer = stranger.http.send(request, allow_redirects=False, timeout=30)
    leads_to = answer.headers.get("Location", "/")
    assert leads_to.startswith("/") or leads_to.startswith(stranger.url + "/")
    assert not leads_to.startswith(("//", "/\\"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_form_takes_no_other_method(stranger: Visitor, form: str, method: str) -> None:
    """A link or a picture on another site makes a browser send a GET, with cookies."""
    answer = stranger.http.request(method, stranger.url + form, allow_redirects=False, timeout=10)
    assert answer.status_code == 405
