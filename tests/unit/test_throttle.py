"""Rate limits per network: the same limit in Redis or in the workers' shares, however many workers there are."""

from itertools import takewhile
from math import ceil

import pytest

from portal_app.infrastructure import throttle
from portal_app.infrastructure.throttle import Limit
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import free_port

HOME = "203.0.113.7"


@pytest.fixture
def worker(pinned, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A worker that has counted no try yet; `PORTAL_*` variables that a test sets are gone afterwards."""
    monkeypatch.delenv("PORTAL_REDIS_URL", raising=False)
    return monkeypatch


def sets(worker: pytest.MonkeyPatch, **chosen: str) -> None:
    for name, value in chosen.items():
        worker.setenv(f"PORTAL_{name}", value)
    settings.cache_clear()


def allowed(limit: Limit) -> int:
    """Return how many attempts this worker allows until it refuses one."""
    return sum(1 for _ in takewhile(bool, iter(lambda: throttle.allow(limit, HOME), None)))


def whole(limit: Limit) -> int:
    return int(limit.value.split()[0])


@pytest.mark.parametrize("limit", Limit)
def test_a_single_worker_allows_the_whole_limit(worker: pytest.MonkeyPatch, limit: Limit) -> None:
    assert allowed(limit) == whole(limit)


@pytest.mark.parametrize("workers", [2, 4, 64])
@pytest.mark.parametrize("limit", Limit)
def test_without_redis_each_worker_allows_its_share(worker: pytest.MonkeyPatch, limit: Limit, workers: int) -> None:
    sets(worker, WORKERS=str(workers))
    share = allowed(limit)
    assert share == ceil(whole(limit) / workers)
    assert whole(limit) <= share * workers < whole(limit) + workers


def test_an_attempt_that_is_given_back_leaves_the_share_as_it_was(worker: pytest.MonkeyPatch) -> None:
    sets(worker, WORKERS="2")
    assert throttle.allow(Limit.SIGN_IN, HOME)
    throttle.give_back(Limit.SIGN_IN, HOME)
    assert allowed(Limit.SIGN_IN) == 15


def test_with_redis_the_workers_share_the_whole_limit(worker: pytest.MonkeyPatch, redis_url: str) -> None:
    sets(worker, WORKERS="2", REDIS_URL=redis_url)
    first = [throttle.allow(Limit.KEY_MAIL, HOME) for _ in range(2)]
    reset_process_state()  # another worker, which has counted nothing itself
    assert (first, allowed(Limit.KEY_MAIL)) == ([True, True], 1)


def test_while_redis_is_away_each_worker_allows_its_share(worker: pytest.MonkeyPatch) -> None:
    sets(worker, WORKERS="2", REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert allowed(Limit.KEY_REQUEST) == 3
