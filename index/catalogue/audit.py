"""The audit of a catalogue: what each record lacks, and what the whole covers poorly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from index.catalogue.quality import Quality, quality_of
from index.messages import counted
from index.places.administrative_codes import REGION_SLUGS
from index.places.gazetteer import Gazetteer
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.thesaurus import Thesaurus

DESCRIPTION_WORDS = (60, 150)
"""The fewest and the most words of a description."""
LIKE = 80
"""Share of common words, in percent, from which two descriptions are said to be alike."""
FEW = {"familles": 20, "territoires": 5}
"""Records below which a family, or a region of France, is poorly covered."""
EXPECTED = ("familles", "besoins", "services", "publics", "territoires", "lien_source", "date_maj")
"""Fields that every record of ours should have."""


@dataclass(frozen=True)
class Finding:
    """What was found of one record.

    missing: fields expected and empty; quality: score and advice; words: of the description; dead:
    codes that no list knows; like: (identifier, share of common words in percent) of another
    record whose description says nearly the same.
    """

    identifier: str
    missing: tuple[str, ...]
    quality: Quality
    words: int
    dead: tuple[str, ...]
    like: tuple[tuple[str, int], ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What should be mended, in words; empty when nothing has to be."""
        least, most = DESCRIPTION_WORDS
        remarks = [f"sans {field}" for field in self.missing]
        if not least <= self.words <= most:
            remarks.append(
                f"description de {counted(self.words, 'mot', 'mots')} ({least} à {most})"
            )
        remarks += [f"code inconnu : {code}" for code in self.dead]
        remarks += [f"description proche à {share} % de {other}" for other, share in self.like]
        return tuple(remarks)


@dataclass(frozen=True)
class Audit:
    """What was found of a catalogue.

    findings: one a record; counts: field -> code -> records; poor: "field : label (n)" of what has
    few records; unanswered: needs that no record answers; doubtful: identifiers of the records
    whose sources are old or thin.
    """

    findings: tuple[Finding, ...]
    counts: dict[str, Counter[str]]
    poor: tuple[str, ...]
    unanswered: tuple[str, ...]
    doubtful: tuple[str, ...]

    @property
    def mean_quality(self) -> float:
        """The mean of the scores of quality, in [0, 1]."""
        return float(np.mean([each.quality.score for each in self.findings]))

    @property
    def dead(self) -> bool:
        """Whether some record uses a code that no list knows."""
        return any(each.dead for each in self.findings)


def audit(records: Sequence[AnyRecord], thesaurus: Thesaurus, gazetteer: Gazetteer) -> Audit:
    """Look at every record, and at what they cover together.

    Args:
        records: those of the catalogue, at least one.
        thesaurus: the needs known.
        gazetteer: the communes and départements known.

    Returns:
        What was found.
    """
    like = _alike(records)
    findings = tuple(
        Finding(
            record.id,
            tuple(field for field in EXPECTED if not getattr(record, field)),
            quality_of(record),
            len(record.description.split()),
            tuple(_dead(record, thesaurus, gazetteer)),
            like.get(row, ()),
        )
        for row, record in enumerate(records)
    )
    counts: dict[str, Counter[str]] = {
        "type": Counter(record.type for record in records),
        "familles": Counter(code for record in records for code in record.familles),
        "territoires": Counter(code for record in records for code in record.territoires),
    }
    answered = {need for record in records for need in record.besoins}
    unanswered = tuple(need for need in thesaurus.needs if need not in answered)
    doubtful = tuple(record.id for record in records if record.a_reverifier)
    return Audit(findings, counts, tuple(_poor(counts)), unanswered, doubtful)


def _dead(record: AnyRecord, thesaurus: Thesaurus, gazetteer: Gazetteer) -> Iterator[str]:
    """The codes of a record that nothing knows; the model has checked those of closed lists."""
    yield from (need for need in record.besoins if need not in thesaurus.needs)
    if record.code_insee and gazetteer.commune(record.code_insee) is None:
        yield record.code_insee
    for zone in record.zone_eligibilite:
        if zone.isalpha() or gazetteer.departement(zone) or gazetteer.commune(zone):
            continue
        if not gazetteer.has_epci(zone):
            yield zone


def _poor(counts: dict[str, Counter[str]]) -> Iterator[str]:
    regions = set(REGION_SLUGS.values())
    for field, codes in (("familles", ref.FAMILLES), ("territoires", ref.TERRITOIRES)):
        for code, label in codes.labels.items():
            count = counts[field][code]
            if count < FEW[field] and (field == "familles" or code in regions):
                yield f"{label} ({count})"


def _alike(records: Sequence[AnyRecord]) -> dict[int, tuple[tuple[str, int], ...]]:
    """Row -> the records before it whose description says nearly the same."""
    texts = [record.description for record in records]
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for row, text in enumerate(texts[1:], start=1):
        near = process.extract(
            text, texts[:row], scorer=fuzz.token_set_ratio, score_cutoff=LIKE, limit=None
        )
        if near:
            found[row] = tuple((records[other].id, int(share)) for _, share, other in near)
    return found
