"""Dependencies of routes: parts of the index in service, thesaurus, general skills, guided path."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from index.browsing.selection import Browser
from index.guide.tree import GuideTree
from index.matching.classification import Classifier
from index.matching.embedding_map import EmbeddingMap
from index.matching.needs import Matcher
from index.matching.word_cosines import WordCosines
from index.search.searcher import Searcher
from index.skills.recommender import Recommender
from index.skills.teaching import Teaching
from index.taxonomy.general_skills import GeneralSkills
from index.taxonomy.thesaurus import Thesaurus
from service.runtime.live_index import LiveIndex, OpenIndex
from service.runtime.services import services_of

Part = TypeVar("Part")


def from_services(kind: type[Part]) -> Callable[[Request], Awaitable[Part]]:
    """Return a FastAPI dependency that gives a route one object shared by all requests.

    Args:
        kind: class of the object, such as `Thesaurus`; the object was stored under it.

    Returns:
        The dependency: it takes the request and returns the object. It is a coroutine function, so
        that FastAPI runs it without a thread.
    """

    async def service(request: Request) -> Part:
        return services_of(request).get(kind)

    return service


async def current_index(request: Request) -> OpenIndex:
    """Return the search index that answers requests now; a FastAPI dependency.

    Args:
        request: the request to answer, which uses the returned index to its end, even when a newer
            one is published meanwhile.

    Returns:
        The opened index, with its searcher and the other objects built over it.

    Raises:
        ArtefactMissing: when no index could be opened since the service started.
    """
    return services_of(request).get(LiveIndex).current


CurrentIndex = Annotated[OpenIndex, Depends(current_index)]


def from_index(read: Callable[[OpenIndex], Part]) -> Callable[[OpenIndex], Awaitable[Part]]:
    """Return a FastAPI dependency that gives a route one part of the search index in service.

    Args:
        read: function that takes the part from the opened index, such as
            `lambda index: index.searcher`.

    Returns:
        The dependency. When a route has several, all read the same index, even if a newer one is
        published while the request is answered.
    """

    async def part(index: CurrentIndex) -> Part:
        return read(index)

    return part


current_searcher = from_index(lambda index: index.searcher)
current_browser = from_index(lambda index: index.browser)
current_matcher = from_index(lambda index: index.matcher)
current_recommender = from_index(lambda index: index.recommender)
current_teaching = from_index(lambda index: index.teaching)
current_classifier = from_index(lambda index: index.classifier)
current_embedding_map = from_index(lambda index: index.embedding_map)
current_word_cosines = from_index(lambda index: index.word_cosines)
current_thesaurus = from_services(Thesaurus)
current_tree = from_services(GuideTree)
current_general_skills = from_services(GeneralSkills)

CurrentSearch = Annotated[Searcher, Depends(current_searcher)]
CurrentBrowser = Annotated[Browser, Depends(current_browser)]
CurrentMatcher = Annotated[Matcher, Depends(current_matcher)]
CurrentRecommender = Annotated[Recommender, Depends(current_recommender)]
CurrentTeaching = Annotated[Teaching, Depends(current_teaching)]
CurrentClassifier = Annotated[Classifier, Depends(current_classifier)]
CurrentEmbeddingMap = Annotated[EmbeddingMap, Depends(current_embedding_map)]
CurrentWordCosines = Annotated[WordCosines, Depends(current_word_cosines)]
CurrentThesaurus = Annotated[Thesaurus, Depends(current_thesaurus)]
CurrentTree = Annotated[GuideTree, Depends(current_tree)]
CurrentGeneralSkills = Annotated[GeneralSkills, Depends(current_general_skills)]
