"""Comparison of OrientESS with other engines, on the same records and the same judged needs.

Every engine gets the same texts, cut as the service cuts them, and is evaluated on the needs that
have an answer, by the metrics of the project. Ours is the fused order, before the threshold.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from types import FrameType

from rich.console import Console
from rich.text import Text

from bench.peers.peer import Absent, Document, Peer
from bench.peers.table import OURS, lines, table
from index.artefact import manifest
from index.errors import OrientessError
from index.evaluation.ablation import FUSED, runs_of
from index.evaluation.metrics import JudgedNeeds, read_needs
from index.records.passages import Kind
from index.search.query import MAX_CHARS
from index.search.searcher import Searcher
from service.cli.evaluate import open_searcher
from service.settings import Settings

PEERS = {
    "tantivy": "tantivy.opened",
    "typesense": "typesense.opened",
    "typesense fr": "typesense.opened_in_french",
    "postgresql": "postgresql.opened",
    "txtai": "txtai.opened",
    "torch et FAISS": "naive.opened",
}
"""Name -> module of this package, and its function that opens the peer."""
SETS = ("", "typed")
"""Folders of judged needs, within that of the settings."""

Opened = Callable[[], AbstractContextManager[Peer]]
Texts = Mapping[str, Mapping[str, str]]
"""Writing -> query id -> text."""
Runs = dict[str, dict[str, list[str]]]
"""Writing -> query id -> the identifiers of the first records."""


def read_sets(settings: Settings) -> dict[str, tuple[JudgedNeeds, dict[str, str]]]:
    """Map each variant to its needs, and to the texts of those that have an answer."""
    sets = {}
    for name in SETS:
        needs = read_needs(settings.evaluation / name)
        for variant, texts in needs.variants.items():
            queries = {need: texts[need][:MAX_CHARS] for need in needs.answerable if need in texts}
            sets["/".join(filter(None, (name, variant)))] = needs, queries
    return sets


def documents_of(searcher: Searcher, settings: Settings) -> list[Document]:
    """Return the records of a searcher, as peers get them."""
    content = manifest.read(settings.index_home / searcher.manifest.version).content
    records = content.records
    return [
        Document(records[passage.row].id, records[passage.row].nom, passage.indexed_text)
        for passage in content.passages
        if passage.kind is Kind.WHOLE
    ]


@contextmanager
def opened_peer(entry: str) -> Iterator[Peer]:
    """Open a peer; close it at the end of the block.

    Args:
        entry: its module in `bench.peers`, a dot, its function.

    Yields:
        The peer, without any record.

    Raises:
        Absent: when its package or its server cannot be had here.
    """
    module, _, function = entry.rpartition(".")
    with ExitStack() as stack:
        try:
            opened: Opened = getattr(import_module(f"bench.peers.{module}"), function)
            peer = stack.enter_context(opened())
        except ImportError as error:
            raise Absent(f"{error} (pip install 'orientess[peers]')") from error
        except (OSError, OrientessError) as error:
            raise Absent(str(error)) from error
        yield peer


def run_peer(entry: str, documents: Sequence[Document], texts: Texts) -> tuple[str, Runs]:
    """Open a peer, index the records, run every query, close it.

    Args:
        entry: its module in `bench.peers`, a dot, its function.
        documents: the records.
        texts: queries, by variant.

    Returns:
        Its description, and its rankings by variant.

    Raises:
        Absent: as `opened_peer` does.
    """
    with opened_peer(entry) as peer:
        peer.index(documents)
        ranked = {
            writing: {need: peer.search(text) for need, text in queries.items()}
            for writing, queries in texts.items()
        }
        return peer.description, ranked


def _stop(number: int, _frame: FrameType | None) -> None:
    """Exit through the blocks that stop the servers; ignore a second signal."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def main(as_json: bool = False) -> int:
    """Run every engine; print the table, then the description of each peer or why it is absent."""
    signal.signal(signal.SIGTERM, _stop)
    settings = Settings()
    searcher = open_searcher(settings)
    documents, sets = documents_of(searcher, settings), read_sets(settings)
    texts = {writing: queries for writing, (_, queries) in sets.items()}
    ours = {name: runs_of(searcher, queries)[FUSED] for name, queries in texts.items()}
    runs: dict[str, Runs] = {OURS: ours}
    descriptions = {
        OURS: f"index {searcher.manifest.version}, encodeur {searcher.manifest.encoder}"
    }
    for name, entry in PEERS.items():
        try:
            descriptions[name], runs[name] = run_peer(entry, documents, texts)
        except Absent as error:
            descriptions[name] = f"absent : {error}"
    measured = [
        line
        for writing, (needs, _) in sets.items()
        for line in lines(writing, needs, {name: run[writing] for name, run in runs.items()})
    ]
    if as_json:
        sys.stdout.writelines(line.to_json() + "\n" for line in measured)
        return 0
    out = Console(width=None if sys.stdout.isatty() else 120)
    out.print(table(measured))
    out.print(Text(f"{len(documents)} fiches ; {sum(map(len, texts.values()))} textes."))
    for name, description in descriptions.items():
        out.print(Text(f"{name} : {description}"))
    return 0
