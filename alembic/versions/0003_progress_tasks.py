"""Say of each grading task whether it is a progress report within a term, by the names that districts use.

The report card averages the other tasks only. An import states it for every task again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAMES = ("%progress%", "%interim%", "%midterm%", "%mid-term%", "%4.5 weeks%", "%4 1/2 weeks%")


def upgrade() -> None:
    with op.batch_alter_table("gradingtask") as table:
        table.add_column(sa.Column("is_progress", sa.Boolean(), nullable=False, server_default=sa.false()))
    task = sa.table("gradingtask", sa.column("name", sa.String()), sa.column("is_progress", sa.Boolean()))
    name = sa.func.lower(task.c.name)
    is_named = sa.and_(sa.or_(*map(name.like, NAMES)), name.not_like("%exam%"))
    op.execute(task.update().values(is_progress=True).where(is_named))


def downgrade() -> None:
    with op.batch_alter_table("gradingtask") as table:
        table.drop_column("is_progress")
