"""Add the mail queue, and the addresses that mail servers reject."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outboundmessage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_type", sa.String(length=20), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=40), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outboundmessage")),
        sa.UniqueConstraint(
            "recipient_type",
            "recipient_id",
            "kind",
            "period",
            "channel",
            name=op.f("uq_outboundmessage_recipient_type_recipient_id_kind_period_channel"),
        ),
    )
    op.create_index("ix_outboundmessage_status_not_before", "outboundmessage", ["status", "not_before"])
    op.create_table(
        "bouncingaddress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bouncingaddress")),
        sa.UniqueConstraint("address", name=op.f("uq_bouncingaddress_address")),
    )


def downgrade() -> None:
    op.drop_table("bouncingaddress")
    op.drop_table("outboundmessage")
