"""Counters of searches, and reported errors."""

import sqlalchemy as sa
from alembic import op

from service.storage.tables import Flag, Number, SortedText

revision, down_revision = "0001", None


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "counter",
        sa.Column("month", SortedText, nullable=False),
        sa.Column("theme", SortedText, nullable=False),
        sa.Column("departement", SortedText, nullable=False),
        sa.Column("answered", Flag, nullable=False),
        sa.Column("number", Number, nullable=False),
        sa.PrimaryKeyConstraint("month", "theme", "departement", "answered"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report",
        sa.Column("id", Number, primary_key=True, autoincrement=False),
        sa.Column("day", SortedText, nullable=False),
        sa.Column("record", SortedText, nullable=False),
        sa.Column("section", SortedText, nullable=False),
        sa.Column("reason", SortedText, nullable=False),
        sa.Column("comment", SortedText, nullable=False),
        sa.Column("status", SortedText, nullable=False),
    )
    op.create_index("report_by_day", "report", ["day", "record"])
