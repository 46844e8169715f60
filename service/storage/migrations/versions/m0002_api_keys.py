"""API keys."""

import sqlalchemy as sa
from alembic import op

from service.storage.tables import Number, SortedText

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "api_key",
        sa.Column("id", SortedText, nullable=False, primary_key=True),
        sa.Column("digest", SortedText, nullable=False, unique=True),
        sa.Column("name", SortedText, nullable=False),
        sa.Column("scopes", SortedText, nullable=False),
        sa.Column("hosts", SortedText, nullable=False),
        sa.Column("quota", Number),
        sa.Column("logo", SortedText, nullable=False),
        sa.Column("created", SortedText, nullable=False),
        sa.Column("expires", SortedText),
        sa.Column("revoked", SortedText),
        sqlite_with_rowid=False,
    )
