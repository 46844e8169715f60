"""Texts that the student of the encoder is taught with: what people write, in six languages.

They are our own (needs and their phrasings, questions of records, occupations, requests out of
scope) and open ones (job titles, questions, names of services, frequent words). Nothing of
`data/evaluation` is read, and queries kept to measure with are left out, as in
`index.training.pairs`.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from index.evaluation.metrics import json_lines
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import Thesaurus
from index.text.analysis import content_words
from index.training.pairs import one_gender
from index.training.words import composed_texts, foreign_texts, frequent_words

CUT = 0.35
"""Share of the French texts of more than four words that also give one of one to four words."""
SENTENCE_CHARS = (12, 160)
"""Least and most characters of a sentence of a document, or of a text of a record, taken whole."""
OPEN_TEXTS = 80_000
"""Most texts taken from open data."""
OURS, TRANSLATED = 2, 1
"""Times that our own texts come, and our phrasings in other languages, while others come once: the
student encodes queries in French."""
TAUGHT_FROM = 3
"""Fewest texts of ours that a word is in for it to count as taught."""
SETS = ("rome-appellations", "esco-variantes", "piaf-v1.1")


@dataclass(frozen=True)
class StudentText:
    """A text whose vector the student learns.

    text: as it is written without mistakes; french: True if mistakes of French may be put in it;
    times: number of times that it comes while other texts come once.
    """

    text: str
    french: bool = True
    times: int = 1


@dataclass(frozen=True)
class StudentSources:
    """Data that the texts of the student are taken from.

    thesaurus: needs and their phrasings; records: the catalogue; occupations: jobs and roles;
    lists: files of one text a line (lines that start with "#" are left out); headings: everyday
    words after their heading, separated by tabs; sets: folder of collections in the BEIR format, or
    None; services: JSON list of services in the schema of data·inclusion, or None.
    """

    thesaurus: Thesaurus
    records: Sequence[AnyRecord]
    occupations: Sequence[Occupation]
    lists: Sequence[Path]
    headings: Path
    sets: Path | None = None
    services: Path | None = None


def student_texts(sources: StudentSources, seed: int) -> list[StudentText]:
    """Return the texts of the student, each once, in an order drawn at random.

    sources: where they are taken from; seed: of the draws, the same one gives the same texts.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    others = sorted({*_clean(_open(sources, rng))})
    others = rng.sample(others, min(len(others), OPEN_TEXTS))
    french = list(dict.fromkeys(_clean([*_ours(sources), *frequent_words(), *others])))
    texts = dict.fromkeys(french, True)
    texts |= dict.fromkeys((cut for text in french if (cut := _cut(text, rng))), True)
    texts |= dict.fromkeys(composed_texts(seed), True)
    foreign = [*_translations(sources.thesaurus), *foreign_texts(seed)[::2]]
    texts |= dict.fromkeys(_clean(foreign), False)
    ours = dict.fromkeys(_clean(_ours(sources)), OURS) | dict.fromkeys(
        _clean(_translations(sources.thesaurus)), TRANSLATED
    )
    found = [StudentText(text, french, ours.get(text, 1)) for text, french in texts.items()]
    rng.shuffle(found)
    return found


def taught_stems(sources: StudentSources) -> list[str]:
    """Return the stems of the words that count as taught, in order: those of our own texts."""
    counts = Counter(
        stem
        for text in dict.fromkeys(_clean(_ours(sources)))
        for stem in {word.stem for word in content_words(text)}
    )
    return sorted(stem for stem, count in counts.items() if count >= TAUGHT_FROM)


def _clean(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts without surrounding or repeated white space, leaving empty ones out."""
    return (clean for text in texts if (clean := " ".join(text.split())))


def _cut(text: str, rng: random.Random) -> str:
    """Return one to four words that follow each other in a text, or "" when it is not cut."""
    words = text.split()
    if len(words) <= 4 or rng.random() >= CUT:
        return ""
    size = rng.randint(1, 4)
    start = rng.randrange(len(words) - size + 1)
    part = " ".join(words[start : start + size]).strip(" ,.;:?!()«»'")
    return part if content_words(part) else ""


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of texts that are neither very short nor very long."""
    low, high = SENTENCE_CHARS
    for text in texts:
        for sentence in text.replace("? ", "?. ").split(". "):
            if low <= len(sentence) <= high:
                yield sentence


def _ours(sources: StudentSources) -> Iterator[str]:
    yield from _of_needs(sources.thesaurus)
    yield from _of_records(sources.records)
    for occupation in sources.occupations:
        yield from (occupation.nom, *occupation.appellations, *occupation.paroles)
        yield from _sentences([occupation.description or ""])
    for path in sources.lists:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if not line.startswith("#"))
    for line in sources.headings.read_text(encoding="utf-8").splitlines():
        yield from line.split("\t")


def _open(sources: StudentSources, rng: random.Random) -> Iterator[str]:
    if sources.sets is not None:
        for name in SETS:
            yield from _of_set(sources.sets / name, rng)
    if sources.services is not None:
        yield from _of_services(sources.services)


def _of_needs(thesaurus: Thesaurus) -> Iterator[str]:
    for need in thesaurus.needs.values():
        yield from (need.libelle, *need.formulations, *need.termes)
        yield from _sentences([need.description])


def _of_records(records: Sequence[AnyRecord]) -> Iterator[str]:
    for record in records:
        yield from (record.nom, *record.questions)
        yield from (service.nom for service in record.services)
        yield from _sentences(
            [record.description, *(each.description or "" for each in record.services)]
        )


def _translations(thesaurus: Thesaurus) -> Iterator[str]:
    for need in thesaurus.needs.values():
        for texts in need.traductions.values():
            yield from texts


def _of_set(folder: Path, rng: random.Random) -> Iterator[str]:
    """Yield the queries of a collection that are not kept to measure with, and its short texts."""
    for row in json_lines(folder / "queries.jsonl"):
        if crc32(row["_id"].encode()) % 2:
            yield one_gender(row["text"], rng)
    for row in json_lines(folder / "corpus.jsonl"):
        if row.get("title"):
            yield one_gender(row["title"], rng)
        yield from _sentences([row.get("text", "")])


def _of_services(path: Path) -> Iterator[str]:
    """Yield names and topics of services, and the sentences that present them."""
    for service in json.loads(path.read_text(encoding="utf-8")):
        topics = [topic.replace("-", " ") for topic in service.get("thematiques") or ()]
        yield from (service["nom"], *topics)
        yield from _sentences([service.get("presentation_resume") or ""])
