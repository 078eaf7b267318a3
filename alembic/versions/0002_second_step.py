"""The second step of a sign-in"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secondstep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_secondstep_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondstep")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_secondstep_token_hash")),
    )
    op.create_index(op.f("ix_secondstep_account_id"), "secondstep", ["account_id"])


def downgrade() -> None:
    op.drop_table("secondstep")
