"""Record what each guardian has read of the recent activity, in place of the last visit to the home page.

What a guardian saw on the home page before counts as read. An index serves the last 30 days of a student's changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activitymark",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("up_to_change_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_activitymark_guardian_id")),
        sa.PrimaryKeyConstraint("guardian_id", name=op.f("pk_activitymark")),
    )
    op.execute("INSERT INTO activitymark SELECT guardian_id, last_change_id, 1, seen_at FROM homevisit")
    op.create_index(op.f("ix_activitymark_changed_at"), "activitymark", ["changed_at"])
    op.drop_table("homevisit")
    op.create_table(
        "activityread",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_activityread_change_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_activityread_guardian_id")),
        sa.PrimaryKeyConstraint("guardian_id", "change_id", name=op.f("pk_activityread")),
    )
    op.drop_index(op.f("ix_change_student_id"), table_name="change")
    op.create_index(op.f("ix_change_student_id_at"), "change", ["student_id", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_change_student_id_at"), table_name="change")
    op.create_index(op.f("ix_change_student_id"), "change", ["student_id"])
    op.execute("UPDATE change SET subject = 'schedule' WHERE subject = 'roster'")
    op.drop_table("activityread")
    op.create_table(
        "homevisit",
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("last_change_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_homevisit_guardian_id")),
        sa.PrimaryKeyConstraint("guardian_id", name=op.f("pk_homevisit")),
    )
    op.execute("INSERT INTO homevisit SELECT guardian_id, up_to_change_id, changed_at FROM activitymark")
    op.drop_table("activitymark")
