"""OneRoster sources for tests: the two samples, copied, with single files or lines changed."""

import csv
import shutil
import zipfile
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data" / "oneroster"
Rows = list[tuple[str, ...]]


class Source:
    """A copy of a sample that a test may change."""

    def __init__(self, folder: Path, version: str) -> None:
        self.path = Path(shutil.copytree(SAMPLES / version, folder / version))

    def text(self, file: str) -> str:
        """Return what stands in a file."""
        return (self.path / f"{file}.csv").read_text()

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text of a file, which must be there."""
        text = self.text(file)
        assert old in text
        (self.path / f"{file}.csv").write_text(text.replace(old, new))

    def without(self, file: str, start: str) -> None:
        """Take out the one line that begins so."""
        lines = self.text(file).splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1
        (self.path / f"{file}.csv").write_text("".join(kept))

    def add(self, file: str, header: str, *rows: tuple[str, ...], mode: str = "bulk") -> None:
        """Write a file of the portal's own, or another one for an old one, and name it in the manifest."""
        with (self.path / f"{file}.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header.split(","))
            writer.writerows(rows)
        self.promise(file, mode)

    def promise(self, file: str, mode: str) -> None:
        """Let the manifest say that a file is bulk, delta or absent."""
        lines = [line for line in self.text("manifest").splitlines() if not line.startswith(f"file.{file},")]
        (self.path / "manifest.csv").write_text("\n".join([*lines, f"file.{file},{mode}", ""]))

    def only(self, *files: str, mode: str = "delta") -> None:
        """Leave only these files, as changes to what stands."""
        for path in self.path.glob("*.csv"):
            if path.stem not in (*files, "manifest"):
                path.unlink()
                self.promise(path.stem, "absent")
        for file in files:
            self.promise(file, mode)

    def zipped(self, *, inside: str = "") -> Path:
        """Return a zip of the source, its files in a folder of this name within."""
        path = self.path.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self.path.iterdir():
                archive.write(file, inside + file.name)
        return path
