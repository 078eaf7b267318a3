"""What an operator may hand over, and what of it is not to be trusted."""

import zipfile
from pathlib import Path

import pytest

from portal_app.ingest import ImportRefused, import_path
from portal_app.ingest.archive import MEGABYTE, Limits, open_archive

SAMPLE = Path(__file__).parents[1] / "data" / "edfi"


def a_zip(path: Path, **files: str | bytes) -> Path:
    """Return a zip of these files; dots in names are written as `_dot_`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return path


def all_bytes(path: Path, limits: Limits | None = None) -> int:
    """Return how many bytes a source holds, reading all of them."""
    with open_archive(path, limits=limits) as archive:
        for entry in archive.entries:
            with archive.open(entry) as stream:
                while stream.read(MEGABYTE):
                    pass
        return archive.read


def the_sample_zipped(folder: Path) -> Path:
    """Return a zip of the sample district."""
    with zipfile.ZipFile(folder / "district.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in SAMPLE.iterdir():
            archive.write(file, f"Sample Data/{file.name}")
    return folder / "district.zip"


def test_a_folder_a_zip_and_a_folder_with_a_zip_hold_the_same(session, tmp_path):
    path = the_sample_zipped(tmp_path)
    added = import_path(session, SAMPLE).counts
    for same in (path, tmp_path):
        counts = import_path(session, same).counts
        assert {k: c.unchanged for k, c in counts.items()} == {k: c.added for k, c in added.items()}


@pytest.mark.parametrize("name", ["../outside.xml", "a/../../b.xml", "/etc/x.xml", "..\\x.xml", "C:\\x.xml", "C:x.xml"])
def test_a_name_that_points_outside_the_zip_is_refused(tmp_path, session, name):
    path = a_zip(tmp_path / "bad.zip", **{name: "<x/>"})
    with pytest.raises(ImportRefused, match="points outside"):
        import_path(session, path)


def test_two_dots_within_a_name_are_harmless(tmp_path):
    assert all_bytes(a_zip(tmp_path / "good.zip", **{"v1..2.xml": "<x/>"})) == 4


def test_a_link_in_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ImportRefused, match="is a link"):
        all_bytes(tmp_path / "link.zip")


def test_a_zip_bomb_is_refused_by_how_far_it_swells(tmp_path):
    path = a_zip(tmp_path / "bomb.zip", x_dot_xml=b"\0" * 20 * MEGABYTE)
    with pytest.raises(ImportRefused, match=r"x\.xml: unpacks to more than 500 times its size"):
        all_bytes(path)


def test_a_bomb_within_xml_is_refused_while_it_is_parsed(tmp_path, session):
    bomb = b'<InterchangeStudentParent xmlns="http://ed-fi.org/0100">' + b"<a/>" * 300_000  # just above a megabyte
    files = {file.name: file.read_bytes() for file in SAMPLE.iterdir()} | {"StudentParent.xml": bomb}
    with pytest.raises(ImportRefused, match=r"StudentParent\.xml: unpacks to more than"):
        import_path(session, a_zip(tmp_path / "bomb.zip", **files))


def test_many_files_that_each_stay_below_the_ratio_are_counted_together(tmp_path):
    path = a_zip(tmp_path / "many.zip", **{f"{n}.xml": b"\0" * MEGABYTE for n in range(4)})
    with pytest.raises(ImportRefused, match="the source unpacks to more than 3,145,728 bytes"):
        all_bytes(path, Limits(total=3 * MEGABYTE))


def test_more_files_than_any_district_has_are_refused(tmp_path):
    with pytest.raises(ImportRefused, match="holds 4 files; at most 3"):
        all_bytes(a_zip(tmp_path / "many.zip", **{f"{n}.xml": "" for n in range(4)}), Limits(entries=3))


def test_a_truncated_zip_is_refused(tmp_path, session):
    path = the_sample_zipped(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ImportRefused, match="is not a readable zip"):
        import_path(session, path)


def test_a_damaged_file_in_a_zip_is_refused_by_name(tmp_path):
    path = a_zip(tmp_path / "damaged.zip", x_dot_xml="<x>" + "abcdefgh" * 50 + "</x>")
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=r"x\.xml: is damaged"):
        all_bytes(path)


@pytest.mark.parametrize("make", [lambda p: p / "missing", lambda p: p, lambda p: a_zip(p / "e.zip", readme="hello")])
def test_a_source_without_data_is_refused(tmp_path, session, make):
    with pytest.raises(ImportRefused):
        import_path(session, make(tmp_path))


def test_a_zip_in_capitals_is_one_and_data_in_capitals_come_before_it(tmp_path):
    a_zip(tmp_path / "OLD.ZIP", users_dot_csv="sourcedId\n")
    assert all_bytes(tmp_path) == len("sourcedId\n")
    (tmp_path / "USERS.CSV").write_text("id\n")
    with open_archive(tmp_path) as archive:
        assert {entry.name for entry in archive.entries} == {"OLD.ZIP", "USERS.CSV"}


def test_a_folder_with_two_zips_asks_which(tmp_path):
    a_zip(tmp_path / "a.zip")
    a_zip(tmp_path / "b.zip")
    with pytest.raises(ImportRefused, match=r"holds 2 zips, name one of them: a\.zip, b\.zip"):
        all_bytes(tmp_path)


def test_a_link_out_of_a_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.xml").write_text("<x/>")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.xml").symlink_to(tmp_path / "secret.xml")
    (tmp_path / "in" / "file.xml").write_text("<xy/>")
    assert all_bytes(tmp_path / "in") == len("<xy/>")


def test_a_bomb_whose_directory_reveals_it_is_refused_before_anything_is_unpacked(tmp_path, monkeypatch):
    bomb = a_zip(tmp_path / "bomb.zip", users_dot_csv=b"0" * (40 * MEGABYTE))
    many = a_zip(tmp_path / "many.zip", a_dot_csv=b"1,2,3" * MEGABYTE, b_dot_csv=b"4,5,6" * MEGABYTE)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("a file was opened"))
    with pytest.raises(ImportRefused, match="as a bomb does"), open_archive(bomb):
        pass
    with pytest.raises(ImportRefused, match="unpacks to more than"), open_archive(many, limits=Limits(total=MEGABYTE)):
        pass
