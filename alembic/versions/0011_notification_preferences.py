"""Add the guardians' choices of messages, the tokens to stop them, the settings of districts, and priorities."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


FINISHED = "('sent', 'written', 'failed', 'suppressed')"


def upgrade() -> None:
    op.drop_index("ix_outboundmessage_status_not_before", "outboundmessage")
    with op.batch_alter_table("outboundmessage") as table:
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
        table.alter_column("not_before", existing_type=sa.DateTime(), nullable=True)
    op.execute(f"UPDATE outboundmessage SET not_before = NULL WHERE status IN {FINISHED}")  # noqa: S608 - our words
    op.create_index("ix_outboundmessage_priority_not_before", "outboundmessage", ["priority", "not_before"])
    op.create_table(
        "notificationpreference",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_notificationpreference_guardian_id")),
        sa.PrimaryKeyConstraint("guardian_id", "kind", "channel", name=op.f("pk_notificationpreference")),
    )
    op.create_table(
        "unsubscribetoken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outboundmessage.id"], name=op.f("fk_unsubscribetoken_message_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_unsubscribetoken_guardian_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscribetoken")),
        sa.UniqueConstraint("message_id", name=op.f("uq_unsubscribetoken_message_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_unsubscribetoken_token_hash")),
    )
    op.create_table(
        "districtsetting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_districtsetting_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districtsetting")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_districtsetting_district_id_name")),
    )


def downgrade() -> None:
    op.drop_table("districtsetting")
    op.drop_table("unsubscribetoken")
    op.drop_table("notificationpreference")
    op.drop_index("ix_outboundmessage_priority_not_before", "outboundmessage")
    op.execute("UPDATE outboundmessage SET not_before = queued_at WHERE not_before IS NULL")
    with op.batch_alter_table("outboundmessage") as table:
        table.alter_column("not_before", existing_type=sa.DateTime(), nullable=False)
        table.drop_column("priority")
    op.create_index("ix_outboundmessage_status_not_before", "outboundmessage", ["status", "not_before"])
