"""Tables of the store, for the queries of all features, in SQLite and in PostgreSQL.

Days and months are texts ("2026-11-27", "2026-11"), whose order is that of time.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

REVISION = "0004"
"""Last revision of these tables: that of the newest module of `migrations/versions`."""
NO_TABLES = "0000"
"""Revision of a store that has no tables yet."""

SortedText = Text().with_variant(Text(collation="C"), "postgresql")
"""Type of texts in migrations: PostgreSQL compares them by code point, as SQLite does."""
Number = BigInteger().with_variant(Integer(), "sqlite")
Flag = Boolean().with_variant(Integer(), "sqlite")
"""Type of booleans in migrations: SQLite has none, and stores 0 or 1."""

METADATA = MetaData()

COUNTER = Table(
    "counter",
    METADATA,
    Column("month", Text, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("departement", Text, primary_key=True),
    Column("answered", Boolean, primary_key=True),
    Column("number", Number, nullable=False),
    sqlite_with_rowid=False,
)
"""Number of searches of a month, by theme, département and outcome."""

REPORT = Table(
    "report",
    METADATA,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("status", Text, nullable=False),
    Index("report_by_day", "day", "record"),
)
"""Errors reported in records and in locations."""

API_KEY = Table(
    "api_key",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("hosts", Text, nullable=False),
    Column("quota", Number),
    Column("logo", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("expires", Text),
    Column("revoked", Text),
    sqlite_with_rowid=False,
)
"""API keys, without their secrets."""

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("need", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("judgement", Text, nullable=False),
    Index("feedback_by_day", "day", "record"),
)
"""Opinions on results."""

PROPOSAL = Table(
    "proposal",
    METADATA,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("proposal_by_day", "day", "record"),
)
"""Proposals of organisations; `changes` is JSON."""
