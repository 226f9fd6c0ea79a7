"""Add the address that a link confirms."""

import sqlalchemy as sa
from alembic import context, op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, which is null for links that set a password.

    MariaDB cannot roll back DDL: if an interrupted run added it, nothing is left to do.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    columns = {each["name"] for each in existing.get_columns("account_links")} if existing else set()
    if "address" not in columns:
        op.add_column("account_links", sa.Column("address", sa.String(length=254)))


def downgrade() -> None:
    """Drop the column, and the links that confirm an address: earlier versions would set a password with them."""
    op.execute(sa.text("DELETE FROM account_links WHERE purpose = 'email'"))
    op.drop_column("account_links", "address")
