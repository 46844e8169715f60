"""Peer tantivy, in this process: BM25 over French stems, fuzzy terms by length of the word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

from tantivy import (
    Document as Row,
)
from tantivy import (
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    TextAnalyzerBuilder,
    Tokenizer,
)

from bench.peers.peer import Document, Peer
from index.evaluation.metrics import CUTOFF

ANALYZER = "fr"
BOOSTS = {"name": 0.5, "text": 1.0}
"""Field -> boost; the text holds the name too."""
FUZZY_BOOST = 3.0
"""Boost of a fuzzy term, whose score is constant, against 1 for the BM25 of a term."""
MIN_LENGTHS = (4, 8)
"""Least number of letters of a stem for one edit, for two."""
TIE_BREAKER = 0.1
"""Share of the score of the weaker field that is added to that of the better one."""


class Tantivy:
    """An index in memory."""

    def __init__(self) -> None:
        builder = SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        for field in BOOSTS:
            builder = builder.add_text_field(field, tokenizer_name=ANALYZER)
        self._schema = builder.build()
        filters = (
            Filter.lowercase(),
            Filter.stopword("french"),
            Filter.ascii_fold(),
            Filter.stemmer("french"),
        )
        chain = TextAnalyzerBuilder(Tokenizer.simple())
        for step in filters:
            chain = chain.filter(step)
        self._analyzer = chain.build()
        self._index = Index(self._schema)
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        self._searcher = self._index.searcher()

    @property
    def description(self) -> str:
        """Version and settings, in French."""
        return (
            f"tantivy {version('tantivy')}, BM25, radicaux français sans accents, termes flous "
            f"pour les mots inconnus (1 faute dès {MIN_LENGTHS[0]} lettres, 2 dès {MIN_LENGTHS[1]})"
        )

    def index(self, documents: Sequence[Document]) -> None:
        """Write every record, in one commit."""
        writer = self._index.writer(num_threads=1)
        for record in documents:
            writer.add_document(Row(id=record.identifier, name=record.name, text=record.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records: any word may match."""
        stems = dict.fromkeys(self._analyzer.analyze(text))
        clauses = [(Occur.Should, self._clause(stem)) for stem in stems]
        if not clauses:
            return []
        hits = self._searcher.search(Query.boolean_query(clauses), CUTOFF).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]

    def _clause(self, stem: str) -> Query:
        """Return a clause for a word in either field, fuzzy when no record has it."""
        edits = sum(len(stem) >= shortest for shortest in MIN_LENGTHS)
        indexed = any(self._searcher.doc_freq(field, stem) for field in BOOSTS)
        terms = []
        for field, boost in BOOSTS.items():
            term = Query.term_query(self._schema, field, stem)
            terms.append(Query.boost_query(term, boost))
            if edits and not indexed:
                fuzzy = Query.fuzzy_term_query(self._schema, field, stem, distance=edits)
                terms.append(Query.boost_query(fuzzy, boost * FUZZY_BOOST))
        return Query.disjunction_max_query(terms, TIE_BREAKER)


@contextmanager
def opened() -> Iterator[Peer]:
    """Yield a peer, which has nothing to stop."""
    yield Tantivy()
