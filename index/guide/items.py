"""Items that a guided questionnaire leads to: needs of the thesaurus, or occupations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Matrix
from index.artefact.content import ArtefactContent
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
"""Themes of the needs of the general public; the other themes are those of associations and
professionals."""


@dataclass(frozen=True)
class Guides:
    """The two questionnaires of an index.

    needs: leads to a need of the thesaurus; occupations: leads to an occupation.
    """

    needs: Guide
    occupations: Guide

    @classmethod
    def of(cls, content: ArtefactContent, thesaurus: Thesaurus) -> Guides:
        """Build both questionnaires from an index.

        content: records, needs and occupations of the index, with their vectors; thesaurus: labels
        and themes of the needs.
        """
        return cls(Guide(needs_of(content, thesaurus)), Guide(occupations_of(content)))


def needs_of(content: ArtefactContent, thesaurus: Thesaurus) -> GuideItems:
    """Return the needs of the thesaurus as items that a questionnaire can lead to.

    Args:
        content: the index, of which the vectors of the needs, and the records that declare them,
            are used.
        thesaurus: labels and themes of the needs.

    Returns:
        The needs that are both in the index and in the thesaurus. The weight of a need is the
        square root of one plus the number of records that declare it; its vector is the mean of
        those of its French texts, brought to unit norm.
    """
    needs = [
        (row, need) for row, need in enumerate(content.needs.identifiers) if need in thesaurus.needs
    ]
    means = [content.needs.vectors[content.needs.spans[row]].mean(axis=0) for row, _ in needs]
    serving = content.table.declaring
    themes = [thesaurus.needs[need].theme for _, need in needs]
    labels = {theme.id: theme.libelle for theme in thesaurus.themes.values()}
    return GuideItems(
        tuple(need for _, need in needs),
        tuple(thesaurus.label(need) for _, need in needs),
        _unit(means, content.vectors.shape[1]),
        np.sqrt([1.0 + serving[need] for _, need in needs]),
        (
            Attribute(
                "theme",
                THEME_QUESTION,
                labels,
                tuple(frozenset({theme}) for theme in themes),
                COMMON_THEMES,
            ),
        ),
        HELP_QUESTION,
    )


def occupations_of(content: ArtefactContent, source: str = "orientess") -> GuideItems:
    """Return occupations (jobs and volunteer roles) as items that a questionnaire can lead to.

    Args:
        content: the index, of which the occupations and their vectors are used.
        source: author of the occupations to return: "orientess", or the name of an import.

    Returns:
        The occupations of this source, all of weight 1, each with the vector of its name and
        description.
    """
    occupations = content.occupations
    rows = [
        row for row, occupation in enumerate(occupations.occupations) if occupation.source == source
    ]
    chosen = [occupations.occupations[row] for row in rows]
    return GuideItems(
        tuple(occupation.id for occupation in chosen),
        tuple(occupation.nom for occupation in chosen),
        _unit(
            [occupations.vectors[occupations.summaries[row]] for row in rows],
            content.vectors.shape[1],
        ),
        np.ones(len(chosen)),
        (
            Attribute(
                "voie", WAY_QUESTION, ref.VOIES.labels, tuple(frozenset(x.voies) for x in chosen)
            ),
            Attribute(
                "domaine",
                FIELD_QUESTION,
                ref.FAMILLES.labels,
                tuple(frozenset(occupation.familles) for occupation in chosen),
            ),
        ),
        OCCUPATION_QUESTION,
    )


def _unit(vectors: list[Matrix], dimension: int) -> Matrix:
    stacked = np.array(vectors, dtype=np.float32).reshape(-1, dimension)
    norms = np.linalg.norm(stacked, axis=1, keepdims=True)
    return np.asarray(stacked / np.maximum(norms, 1e-6), dtype=np.float32)
