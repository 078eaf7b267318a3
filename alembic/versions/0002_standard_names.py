"""Give tables, columns and values their standard names.

SQLite can't rename constraints and indexes, so a renamed table is made anew and filled, on both databases alike.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD = {
    "scale_entry": "scaleband",
    "mfa_challenge": "secondstep",
    "attendance_entry": "attendancemark",
    "subscription": "calendarfeed",
    "subscription_student": "calendarfeedstudent",
    "subscription_id": "feed_id",
    "letter_grade": "mark",
}
NEW = {
    "scale_entry": "gradingscaleentry",
    "mfa_challenge": "mfachallenge",
    "attendance_entry": "attendanceentry",
    "subscription": "calendarsubscription",
    "subscription_student": "calendarsubscriptionstudent",
    "subscription_id": "subscription_id",
    "letter_grade": "letter_grade",
}
TABLES = ("scale_entry", "mfa_challenge", "attendance_entry", "subscription", "subscription_student")
"""In an order in which they can be made: a table comes after those that its foreign keys name."""


def upgrade() -> None:
    _rename_tables(OLD, NEW)
    for table in ("score", "postedgrade"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN mark TO letter_grade")
    op.execute("UPDATE gradingscale SET kind = 'letters' WHERE kind = 'marks'")
    op.execute("UPDATE accesslogentry SET what = 'mfa' WHERE what = 'second-factor'")


def downgrade() -> None:
    _rename_tables(NEW, OLD)
    for table in ("score", "postedgrade"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN letter_grade TO mark")
    op.execute("UPDATE gradingscale SET kind = 'marks' WHERE kind = 'letters'")
    op.execute("UPDATE accesslogentry SET what = 'second-factor' WHERE what = 'mfa'")


def _rename_tables(old: dict[str, str], new: dict[str, str]) -> None:
    _make_tables(new)
    for table in TABLES:
        _copy_rows(old[table], new[table])
    for table in reversed(TABLES):
        op.drop_table(old[table])


def _copy_rows(old: str, new: str) -> None:
    """Copy all rows: the columns of both tables are in the same order. PostgreSQL numbers new rows after them."""
    op.execute(f"INSERT INTO {new} SELECT * FROM {old}")  # noqa: S608 - names are ours
    if op.get_bind().dialect.name == "postgresql" and not new.endswith("student"):
        following = f"(SELECT coalesce(max(id), 0) + 1 FROM {new})"  # noqa: S608 - names are ours
        op.execute(f"SELECT setval(pg_get_serial_sequence('{new}', 'id'), {following}, false)")


def _make_tables(names: dict[str, str]) -> None:
    _make(
        names["scale_entry"],
        _link("scale_id", "gradingscale.id", index=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(names["letter_grade"], sa.String(length=20), nullable=False),
        sa.Column("lower_bound", sa.BigInteger(), nullable=True),
        sa.Column("is_passing", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=120), nullable=False),
    )
    _make(
        names["mfa_challenge"],
        _link("account_id", "account.id", index=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        unique=(("token_hash",),),
    )
    _make(
        names["attendance_entry"],
        sa.Column("source_id", sa.String(length=120), nullable=True),
        _link("student_id", "student.id"),
        sa.Column("date", sa.Date(), nullable=False),
        _link("period_id", "period.id"),
        _link("section_id", "section.id", index=True, nullable=True),
        _link("code_id", "attendancecode.id"),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        unique=(("source_id",), ("student_id", "date", "period_id")),
    )
    _make(
        names["subscription"],
        _link("guardian_id", "guardian.id", index=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        unique=(("secret_hash",),),
    )
    name, subscription_id = names["subscription_student"], names["subscription_id"]
    subscription = sa.ForeignKey(f"{names['subscription']}.id", name=f"fk_{name}_{subscription_id}")
    student = sa.ForeignKey("student.id", name=f"fk_{name}_student_id")
    op.create_table(
        name,
        sa.Column(subscription_id, sa.Integer(), subscription, nullable=False),
        sa.Column("student_id", sa.Integer(), student, nullable=False),
        sa.PrimaryKeyConstraint(subscription_id, "student_id", name=f"pk_{name}"),
    )


def _link(name: str, target: str, *, index: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, info={"target": target, "index": index})


def _make(name: str, *columns: sa.Column, unique: tuple[tuple[str, ...], ...] = ()) -> None:
    """Create a table with an `id`, and with the constraints and indexes that its columns ask for."""
    links = [column for column in columns if column.info]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *[sa.ForeignKeyConstraint([link.name], [link.info["target"]], name=f"fk_{name}_{link.name}") for link in links],
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *[sa.UniqueConstraint(*group, name=f"uq_{name}_{'_'.join(group)}") for group in unique],
    )
    for link in links:
        if link.info["index"]:
            op.create_index(f"ix_{name}_{link.name}", name, [link.name])
