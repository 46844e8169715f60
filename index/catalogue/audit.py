"""Audit of a catalogue: the defects of each record, and the codes that too few records have."""

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
"""Least and greatest number of words of the description of a record, both included."""
SIMILAR_PERCENT = 80
"""Similarity of two descriptions, in [0, 100], from which they are reported: RapidFuzz's token set
ratio, 100 when one has all the words of the other."""
FEW = {"familles": 20, "territoires": 5}
"""Field -> number of records below which one of its codes, a family of activities or a region of
France, is reported as poorly covered."""
EXPECTED_FIELDS = (
    "familles",
    "besoins",
    "services",
    "publics",
    "territoires",
    "lien_source",
    "date_maj",
)
"""Fields that should be filled in every record."""


@dataclass(frozen=True)
class Finding:
    """Defects of one record of the catalogue.

    identifier: that of the record; missing: names of the fields that should be filled and are
    empty; quality: score and advice; words: number of words of the description; unknown_codes:
    needs, communes or areas that it names and that do not exist; similar: pairs (identifier,
    similarity from 80 to 100) of the records before it in the catalogue whose description has
    nearly the same words.
    """

    identifier: str
    missing: tuple[str, ...]
    quality: Quality
    words: int
    unknown_codes: tuple[str, ...]
    similar: tuple[tuple[str, int], ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """Defects to correct, one French phrase each; empty when there is none.

        A description of fewer than 60 or more than 150 words is one of them; a low quality score is
        not.
        """
        least, most = DESCRIPTION_WORDS
        remarks = [f"sans {field}" for field in self.missing]
        if not least <= self.words <= most:
            remarks.append(
                f"description de {counted(self.words, 'mot', 'mots')} ({least} à {most})"
            )
        remarks += [f"code inconnu : {code}" for code in self.unknown_codes]
        remarks += [f"description proche à {share} % de {other}" for other, share in self.similar]
        return tuple(remarks)


@dataclass(frozen=True)
class Audit:
    """Defects of a whole catalogue of records.

    findings: the defects of each record, in the order of the catalogue; counts: field (type,
    familles, territoires) -> code -> number of records; poorly_covered: the families and regions
    that too few records have, each as "label (number of records)"; unanswered: identifiers of the
    needs of the thesaurus that no record meets; doubtful: identifiers of the records marked as
    having old or thin sources.
    """

    findings: tuple[Finding, ...]
    counts: dict[str, Counter[str]]
    poorly_covered: tuple[str, ...]
    unanswered: tuple[str, ...]
    doubtful: tuple[str, ...]

    @property
    def mean_quality(self) -> float:
        """Mean of the quality scores of the records, in [0, 1], higher is better."""
        return float(np.mean([finding.quality.score for finding in self.findings]))

    @property
    def has_unknown_codes(self) -> bool:
        """True if at least one record names a need, a commune or an area that does not exist."""
        return any(finding.unknown_codes for finding in self.findings)


def audit(records: Sequence[AnyRecord], thesaurus: Thesaurus, gazetteer: Gazetteer) -> Audit:
    """Report the defects of each record of a catalogue, and the gaps of the catalogue as a whole.

    Args:
        records: all the records of the catalogue, at least one.
        thesaurus: the needs that a record may state that it meets.
        gazetteer: index of the communes, groups of communes and départements of France.

    Returns:
        One finding for each record, with or without defects; the needs that no record meets; and
        the families and regions that too few records have.
    """
    similar = _similar(records)
    findings = tuple(
        Finding(
            record.id,
            tuple(field for field in EXPECTED_FIELDS if not getattr(record, field)),
            quality_of(record),
            len(record.description.split()),
            tuple(_unknown_codes(record, thesaurus, gazetteer)),
            similar.get(row, ()),
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
    return Audit(findings, counts, tuple(_poorly_covered(counts)), unanswered, doubtful)


def _unknown_codes(record: AnyRecord, thesaurus: Thesaurus, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the needs and places of a record that do not exist."""
    yield from (need for need in record.besoins if need not in thesaurus.needs)
    if record.code_insee and gazetteer.commune(record.code_insee) is None:
        yield record.code_insee
    for zone in record.zone_eligibilite:
        if zone.isalpha() or gazetteer.departement(zone) or gazetteer.commune(zone):
            continue
        if not gazetteer.has_epci(zone):
            yield zone


def _poorly_covered(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """Yield "label (n)" of the families and regions that fewer than `FEW` records have."""
    regions = set(REGION_SLUGS.values())
    for field, codes in (("familles", ref.FAMILLES), ("territoires", ref.TERRITOIRES)):
        for code, label in codes.labels.items():
            count = counts[field][code]
            if count < FEW[field] and (field == "familles" or code in regions):
                yield f"{label} ({count})"


def _similar(records: Sequence[AnyRecord]) -> dict[int, tuple[tuple[str, int], ...]]:
    """Return row -> (identifier, percent) of the records before it with a similar description."""
    texts = [record.description for record in records]
    similar: dict[int, tuple[tuple[str, int], ...]] = {}
    for row, text in enumerate(texts[1:], start=1):
        near = process.extract(
            text, texts[:row], scorer=fuzz.token_set_ratio, score_cutoff=SIMILAR_PERCENT, limit=None
        )
        if near:
            similar[row] = tuple((records[other].id, int(share)) for _, share, other in near)
    return similar
