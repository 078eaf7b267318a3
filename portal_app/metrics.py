"""What the server counts about itself, in Prometheus' form: numbers only, never a person, a student or an address.

Each server process writes its numbers into files of a folder that they share, and the process that started them adds
them up and shows them on a port of its own (`PORTAL_METRICS_PORT`). Without that port nothing is written or shown.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library knows where the processes of one server put their numbers."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Histogram(
    "portal_request_seconds", "Answers of the portal's own routes.", ("route", "status"), buckets=_SECONDS
)
EVENTS = Counter("portal_page_events_total", "Events of pages, by what the gate did with them.", ("outcome",))
QUESTIONS = Histogram(
    "portal_question_seconds", "Questions to the database, the wait for a thread included.", buckets=_SECONDS
)
SOCKETS = Gauge("portal_open_sockets", "Open live sockets.", multiprocess_mode="livesum")
SCREENS = Gauge("portal_open_screens", "Pages of signed-in guardians that are open now.", multiprocess_mode="livesum")
LOOKS = Histogram("portal_live_look_seconds", "Looks for news on behalf of the open pages.", buckets=_SECONDS)
FAILURES = Counter("portal_failures_total", "What went wrong inside the server.", ("where",))


class _AllProcesses(Collector):
    """The numbers of all server processes together; those of a process that died are no longer open sockets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collector = MultiProcessCollector(None, str(folder))

    def collect(self) -> Iterable[Metric]:
        """Return the sums as they are now."""
        for process_id in {int(file.stem.rpartition("_")[2]) for file in self._folder.glob("gauge_live*.db")}:
            if not Path(f"/proc/{process_id}").exists() and Path("/proc").exists():
                mark_process_dead(process_id, str(self._folder))
        return self._collector.collect()


@contextmanager
def shown_on(host: str, port: int) -> Iterator[None]:
    """Show what the server processes that start within the block count, on `host`:`port`; port 0 shows nothing.

    Raises:
        OSError: the address can't be listened on.
    """
    if not port:
        yield
        return
    with TemporaryDirectory(prefix="portal-metrics-") as folder:
        os.environ[FOLDER] = folder
        registry = CollectorRegistry()
        registry.register(_AllProcesses(Path(folder)))
        server, thread = start_http_server(port, host, registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            del os.environ[FOLDER]
