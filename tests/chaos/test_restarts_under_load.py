"""Families open pages all the while as PostgreSQL, Redis and the workers are lost, one after the other."""

from tests.chaos.family import all_get_back_in, browsing
from tests.portal_fixtures import Serves
from tests.servers import PostgreSQL, Redis


def test_pages_come_back_after_each_loss_and_no_family_ever_sees_another(
    serves_several_workers: Serves, postgresql_server: PostgreSQL, redis_server: Redis
) -> None:
    with serves_several_workers() as portal, browsing(portal) as browsers:
        assert all(browser.shows_another_page() for browser in browsers)
        for lose in (lambda: restart(postgresql_server), lambda: restart(redis_server), portal.workers()[0].kill):
            lose()
            all_get_back_in(browsers)


def restart(server: PostgreSQL | Redis) -> None:
    """Lose a server as in a crash, and start it again."""
    server.stop()
    server.start()
