"""Add whether the school's system lets a guardian use its programs (enabledUser of OneRoster)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("guardian") as table:
        table.add_column(sa.Column("is_enabled", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("guardian") as table:
        table.drop_column("is_enabled")
