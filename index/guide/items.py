"""Doors: what the guide leads to, the needs of the thesaurus or the occupations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from index.arrays import Matrix
from index.artefact.content import Content
from index.guide.questionnaire import Attribute, Guide, GuideItems
from index.messages import Sentence
from index.records import code_lists as ref
from index.taxonomy.thesaurus import Thesaurus

HELP_QUESTION = Sentence("Qu'est-ce qui ressemble le plus à ce que vous cherchez ?")
THEME_QUESTION = Sentence("De quoi s'agit-il ?")
OCCUPATION_QUESTION = Sentence("Qu'est-ce qui vous attire le plus ?")
WAY_QUESTION = Sentence("Que cherchez-vous ?")
FIELD_QUESTION = Sentence("Dans quel domaine ?")
COMMON_THEMES = (
    "demarches", "equipement", "connexion", "bases", "securite", "reemploi", "emploi", "famille",
    "inclusion",
)  # fmt: skip
"""The themes that people come for: the others are those of associations and of professionals."""


@dataclass(frozen=True)
class Guides:
    """A guide for each door: to needs, and to occupations."""

    needs: Guide
    occupations: Guide

    @classmethod
    def of(cls, content: Content, thesaurus: Thesaurus) -> Guides:
        """The guides over what an index holds."""
        return cls(Guide(needs_of(content, thesaurus)), Guide(occupations_of(content)))


def needs_of(content: Content, thesaurus: Thesaurus) -> GuideItems:
    """The needs of an index that the thesaurus knows; each counts by those who serve it.

    Args:
        content: of the index.
        thesaurus: labels and themes.

    Returns:
        The needs, a vector each: the mean of those of its phrasings in French.
    """
    known = [
        (row, each) for row, each in enumerate(content.needs.identifiers) if each in thesaurus.needs
    ]
    means = [content.needs.vectors[content.needs.spans[row]].mean(axis=0) for row, _ in known]
    serving = Counter(need for record in content.records for need in record.besoins)
    themes = [thesaurus.needs[each].theme for _, each in known]
    labels = {theme.id: theme.libelle for theme in thesaurus.themes.values()}
    return GuideItems(
        tuple(each for _, each in known),
        tuple(thesaurus.label(each) for _, each in known),
        _unit(means, content.vectors.shape[1]),
        np.sqrt([1.0 + serving[each] for _, each in known]),
        (
            Attribute(
                "theme",
                THEME_QUESTION,
                labels,
                tuple(frozenset({each}) for each in themes),
                COMMON_THEMES,
            ),
        ),
        HELP_QUESTION,
    )


def occupations_of(content: Content, source: str = "orientess") -> GuideItems:
    """The occupations of a source, each counting the same.

    Args:
        content: of the index.
        source: who wrote them.

    Returns:
        The occupations, a vector each: that of what one does there.
    """
    occupations = content.occupations
    rows = [row for row, each in enumerate(occupations.occupations) if each.source == source]
    kept = [occupations.occupations[row] for row in rows]
    return GuideItems(
        tuple(each.id for each in kept),
        tuple(each.nom for each in kept),
        _unit(
            [occupations.vectors[occupations.summaries[row]] for row in rows],
            content.vectors.shape[1],
        ),
        np.ones(len(kept)),
        (
            Attribute(
                "voie", WAY_QUESTION, ref.VOIES.labels, tuple(frozenset(x.voies) for x in kept)
            ),
            Attribute(
                "domaine",
                FIELD_QUESTION,
                ref.FAMILLES.labels,
                tuple(frozenset(each.familles) for each in kept),
            ),
        ),
        OCCUPATION_QUESTION,
    )


def _unit(vectors: list[Matrix], dimension: int) -> Matrix:
    stacked = np.array(vectors, dtype=np.float32).reshape(-1, dimension)
    norms = np.linalg.norm(stacked, axis=1, keepdims=True)
    return np.asarray(stacked / np.maximum(norms, 1e-6), dtype=np.float32)
