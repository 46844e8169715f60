"""What routes are given: the searcher in use, and the one parser of queries for JSON and HTML."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from index.guide.items import Guides
from index.matching.classification import Classifier
from index.matching.embedding_map import Atlas
from index.matching.needs import Matcher
from index.search.searcher import Searcher
from index.skills.recommender import Advisor
from index.taxonomy.thesaurus import Thesaurus
from service.runtime.live_index import Answering, CurrentSearcher


async def current_answering(request: Request) -> Answering:
    """What answers over the index that is current now.

    Args:
        request: the request to answer; it keeps it to its end, whatever is published meanwhile.

    Returns:
        The searcher, and what is made over it.

    Raises:
        ArtefactMissing: when no index is ready.
    """
    current: CurrentSearcher = request.app.state.current
    return current.answering


CurrentAnswering = Annotated[Answering, Depends(current_answering)]


async def current_searcher(answering: CurrentAnswering) -> Searcher:
    """The searcher in use."""
    return answering.searcher


async def current_matcher(answering: CurrentAnswering) -> Matcher:
    """The matcher over the index in use."""
    return answering.matcher


async def current_advisor(answering: CurrentAnswering) -> Advisor:
    """The advisor over the index in use."""
    return answering.advisor


async def current_classifier(answering: CurrentAnswering) -> Classifier:
    """The classifier over the index in use."""
    return answering.classifier


async def current_guides(answering: CurrentAnswering) -> Guides:
    """The guides over the index in use."""
    return answering.guides


async def current_atlas(answering: CurrentAnswering) -> Atlas:
    """The map of the catalogue in use."""
    return answering.atlas


async def current_thesaurus(request: Request) -> Thesaurus:
    """The thesaurus of needs, as it was read when the service started."""
    thesaurus: Thesaurus = request.app.state.thesaurus
    return thesaurus


CurrentSearch = Annotated[Searcher, Depends(current_searcher)]
CurrentMatcher = Annotated[Matcher, Depends(current_matcher)]
CurrentAdvisor = Annotated[Advisor, Depends(current_advisor)]
CurrentClassifier = Annotated[Classifier, Depends(current_classifier)]
CurrentGuides = Annotated[Guides, Depends(current_guides)]
CurrentAtlas = Annotated[Atlas, Depends(current_atlas)]
CurrentThesaurus = Annotated[Thesaurus, Depends(current_thesaurus)]
