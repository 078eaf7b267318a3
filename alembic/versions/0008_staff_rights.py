"""Add the rights that staff have withdrawn, and whether a guardian's rights come from the setting."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawnright",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_withdrawnright_guardian_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_withdrawnright_student_id")),
        sa.PrimaryKeyConstraint("guardian_id", "student_id", "name", name=op.f("pk_withdrawnright")),
    )
    op.create_index(op.f("ix_withdrawnright_student_id"), "withdrawnright", ["student_id"])
    with op.batch_alter_table("guardianship") as table:
        table.add_column(sa.Column("by_default", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("guardianship") as table:
        table.drop_column("by_default")
    op.drop_table("withdrawnright")
