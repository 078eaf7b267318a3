"""What a phone loads: little at first, less from page to page, and no library that was kept out on purpose."""

import pytest

from benchmarks.bundle import ENTRY, FIRST_LOAD, MORE, first_load, loaded, more_after_sign_in, pages, size
from portal_app.build import CLIENT

FIRST_PACKETS = 10 * 1460
"""Bytes that a server sends before the first word comes back: ten segments (RFC 6928)."""

HEADERS = 2_000
"""More bytes than the headers of a page have."""


def test_the_sign_in_page_loads_at_most_200_kilobytes() -> None:
    assert first_load() <= FIRST_LOAD


@pytest.mark.parametrize("page", [page for page in pages() if page != ENTRY])
def test_a_page_after_the_sign_in_adds_at_most_60_kilobytes(page: str) -> None:
    assert more_after_sign_in(page) <= MORE


def test_every_file_of_a_first_visit_goes_compressed_unless_it_is_tiny() -> None:
    large = [file for page in pages() for file in loaded(page) if file.stat().st_size > 1024]
    assert [file.name for file in large if not file.with_name(f"{file.name}.br").exists()] == []


def test_radix_themes_and_toasts_stay_out_of_the_bundle() -> None:
    scripts = [file for file in (CLIENT / "assets").glob("*.js") if file.stat().st_size > 10_000]
    assert [file.name for file in scripts if "rt-Theme" in file.read_text() or "data-sonner" in file.read_text()] == []


def test_no_component_carries_a_style_of_its_own_which_the_elements_of_the_bundle_would_drop() -> None:
    assert [file.name for file in (CLIENT / "assets").glob("*.js") if "css:{" in file.read_text()] == []


@pytest.mark.parametrize("page", pages())
def test_a_page_with_its_headers_fits_into_the_first_packets_that_a_server_may_send(page: str) -> None:
    html = size({CLIENT / page / "index.html"})
    assert html + HEADERS <= FIRST_PACKETS
