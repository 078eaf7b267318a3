"""Record how each activation key reaches its guardian: a newer key ends only the older ones of its own channel.

Which channel an existing key had was not recorded. They count as letters, the way most keys go out; none ends early.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activationkey") as table:
        table.add_column(sa.Column("channel", sa.String(length=20), nullable=False, server_default="letter"))


def downgrade() -> None:
    with op.batch_alter_table("activationkey") as table:
        table.drop_column("channel")
