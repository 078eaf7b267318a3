"""How fast a large district's OneRoster files come in, how much memory that takes, and how long a sign-in has to wait.

`python -m benchmarks.import_oneroster [students] [assignments per class and term]`; 12,000 students with 60 assignments
make 5 million results. Each step runs in its own process, so that its memory is its own; rates are by wall clock, with
the seconds of processor time beside them, since other load on the machine distorts the former.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from portal_app import clock, database
from portal_app.demo.large import LargePlan, write_large
from portal_app.ingest import import_path

STUDENTS, ASSIGNMENTS, DELTA = 12_000, 60, 10_000
ROWS_A_SECOND, DELTA_SECONDS = 25_000, 10.0


def main() -> int:
    """Write the district, import it, import it again, and import a delta, all on SQLite; return 1 if it is too slow."""
    given = [int(argument) for argument in sys.argv[1:3]]
    students, assignments = [*given, *(STUDENTS, ASSIGNMENTS)[len(given) :]]
    with tempfile.TemporaryDirectory(prefix="import-bench-") as name:
        folder = Path(name)
        rows = write_large(LargePlan(students=students, assignments=assignments, today=clock.today()), folder / "full")
        total = sum(rows.values())
        _zip(folder / "full")
        print(f"{students:,} students, {rows['results']:,} results, {total:,} rows in all, as one zip")
        first = _step("first import", folder / "full.zip", folder, total)
        _step("the same again", folder / "full.zip", folder, total)
        _delta(folder / "full" / "results.csv", folder / "delta")
        delta = _step(f"a delta of {DELTA:,} results", folder / "delta", folder, DELTA)
    print(f"limits: first import {ROWS_A_SECOND:,} rows/s, delta {DELTA_SECONDS:.0f} s")
    return int(total / first < ROWS_A_SECOND or delta > DELTA_SECONDS)


def _zip(folder: Path) -> None:
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)


def _delta(results: Path, folder: Path) -> None:
    """Write a delta that changes results all over the district."""
    folder.mkdir()
    every = max(1, sum(1 for _ in results.open()) // DELTA)
    with results.open(newline="") as source, (folder / "results.csv").open("w", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target)
        writer.writerow(next(reader))
        chosen = (row for number, row in enumerate(reader) if number % every == 0)
        writer.writerows((*row[:3], "fully graded", "7", row[5]) for row, _ in zip(chosen, range(DELTA), strict=False))
    (folder / "manifest.csv").write_text("propertyName,value\noneroster.version,1.2\nfile.results,delta\n")


def _step(title: str, source: Path, folder: Path, rows: int) -> float:
    """Print what an import takes; return its seconds."""
    command = [sys.executable, "-m", "benchmarks.import_oneroster", "--step", str(source), str(folder / "portal.db")]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout.split()
    seconds, cpu, megabytes, wait, touched = map(float, answer)
    print(
        f"{title:30} {seconds:8.1f} s {rows / seconds:9,.0f} rows/s | processor {cpu:7.1f} s {rows / cpu:9,.0f} rows/s"
        f" | {megabytes:6,.0f} MB | longest wait of a small write {wait * 1000:7,.0f} ms | {touched:,.0f} rows written"
    )
    return seconds


def _one_step(source: Path, file: Path) -> None:
    engine = database.make_engine(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)
    waits, stop = [0.0], threading.Event()
    writer = threading.Thread(target=_small_writes, args=(engine, waits, stop), daemon=True)
    is_first = file.stat().st_size < 1_000_000
    if not is_first:
        writer.start()
    wall, cpu = time.perf_counter(), time.process_time()
    counts = import_path(engine, source).counts
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    stop.set()
    if not is_first:
        writer.join()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(wall, cpu, memory, max(waits), sum(count.touched for count in counts.values()))


def _small_writes(engine: Engine, waits: list[float], stop: threading.Event) -> None:
    """Write as a sign-in does, ten times a second, and note how long each had to wait."""
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bench_write (n INTEGER)"))
        connection.commit()
        while not stop.wait(0.1):
            started = time.perf_counter()
            connection.execute(text("INSERT INTO bench_write VALUES (1)"))
            connection.commit()
            waits.append(time.perf_counter() - started)


if __name__ == "__main__":
    if sys.argv[1:2] != ["--step"]:
        sys.exit(main())
    _one_step(Path(sys.argv[2]), Path(sys.argv[3]))
