"""Metrics: off unless asked for, added up over the server's processes, and about nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from portal_app import metrics
from portal_app.metrics import FOLDER, served_on
from tests.running import ROOT, free_port

WORK = """
import sys
from portal_app.metrics import EVENTS, SOCKETS
EVENTS.labels("let in").inc(3)
SOCKETS.inc()
print("done", flush=True)
sys.stdin.read()
"""


def worker() -> subprocess.Popen[str]:
    """Return a process that has let in three events and holds one socket, until its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "done\n"
    return process


def numbers(port: int) -> dict[str, float]:
    """Return what the port shows, by name."""
    answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10)
    families = text_string_to_metric_families(answer.text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_the_numbers_of_all_workers_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with served_on("127.0.0.1", port):
        workers = [worker(), worker()]
        shown = numbers(port)
        for process in workers:
            process.communicate()
    assert shown["portal_page_events_total"] == 6
    assert shown["portal_open_sockets"] == 2


def test_the_sockets_of_a_killed_worker_count_no_longer_but_what_it_did_does() -> None:
    port = free_port()
    with served_on("127.0.0.1", port):
        staying, killed = worker(), worker()
        killed.kill()
        killed.communicate()
        shown = numbers(port)
        staying.communicate()
    assert shown["portal_page_events_total"] == 6
    assert shown["portal_open_sockets"] == 1


def test_without_a_port_nothing_is_written_or_shown() -> None:
    with served_on("127.0.0.1", 0):
        assert FOLDER not in os.environ


def test_what_the_processes_wrote_is_gone_in_the_end() -> None:
    with served_on("127.0.0.1", free_port()):
        folder = Path(os.environ[FOLDER])
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert FOLDER not in os.environ


def test_no_metric_is_about_anybody() -> None:
    """Labels have few values, which are the server's own words."""
    counted = (metrics.REQUESTS, metrics.EVENTS, metrics.QUERIES, metrics.FEED_CHECKS, metrics.FAILURES)
    assert {label for metric in counted for label in metric._labelnames} == {"route", "status", "outcome", "where"}
