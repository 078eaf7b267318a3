"""Add the devices that have signed in to an account: they may try in spite of the limit on their network."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowndevice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_knowndevice_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowndevice")),
        sa.UniqueConstraint("account_id", "token_hash", name=op.f("uq_knowndevice_account_id_token_hash")),
    )
    op.create_index(op.f("ix_knowndevice_token_hash"), "knowndevice", ["token_hash"])


def downgrade() -> None:
    op.drop_table("knowndevice")
