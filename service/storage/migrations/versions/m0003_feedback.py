"""Opinions on results."""

import sqlalchemy as sa
from alembic import op

from service.storage.tables import Flag, Number, SortedText

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "feedback",
        sa.Column("id", Number, primary_key=True, autoincrement=False),
        sa.Column("day", SortedText, nullable=False),
        sa.Column("record", SortedText, nullable=False),
        sa.Column("need", SortedText, nullable=False),
        sa.Column("useful", Flag, nullable=False),
        sa.Column("words", SortedText, nullable=False),
        sa.Column("judgement", SortedText, nullable=False),
    )
    op.create_index("feedback_by_day", "feedback", ["day", "record"])
