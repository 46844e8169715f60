"""Proposals of organisations."""

import sqlalchemy as sa
from alembic import op

from service.storage.tables import Number, SortedText

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "proposal",
        sa.Column("id", Number, primary_key=True, autoincrement=False),
        sa.Column("day", SortedText, nullable=False),
        sa.Column("kind", SortedText, nullable=False),
        sa.Column("record", SortedText, nullable=False),
        sa.Column("changes", SortedText, nullable=False),
        sa.Column("proof", SortedText, nullable=False),
        sa.Column("status", SortedText, nullable=False),
        sa.Column("reason", SortedText, nullable=False),
    )
    op.create_index("proposal_by_day", "proposal", ["day", "record"])
