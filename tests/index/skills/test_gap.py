"""Gap between skills and one occupation."""

from __future__ import annotations

from index.search.retriever import Retriever
from index.skills.gap import gap_to
from index.skills.query import ProfileQuery
from index.skills.recommender import Recommender
from index.skills.scoring import Meeting
from tests.index.skills.occupations import REPAIR, ROME


def test_the_gap_should_tell_what_is_met_and_missing_whatever_the_rank(
    retriever: Retriever,
) -> None:
    recommender = Recommender(retriever)
    read = recommender.read(ProfileQuery("", skills=("réparer des smartphones",)))
    vectors = {text: recommender.encode(text) for text in read.texts}
    gap = gap_to(recommender, REPAIR, read, vectors)
    assert gap.occupation == REPAIR
    assert gap.coverage == 0.5
    met = [one for one in gap.requirements if one.meeting is Meeting.MET]
    assert met[0].phrase == "réparer des smartphones"
    assert gap_to(recommender, ROME, read, vectors).coverage == 1


def test_the_gap_should_say_the_same_as_the_recommendation(retriever: Retriever) -> None:
    recommender = Recommender(retriever)
    query = ProfileQuery("", skills=("souder des composants", "chanter"), sources=("orientess",))
    read = recommender.read(query)
    vectors = {text: recommender.encode(text) for text in read.texts}
    for match, _ in recommender.answer(read, vectors).matches:
        gap = gap_to(recommender, match.occupation, read, vectors)
        assert (gap.coverage, gap.requirements) == (match.coverage, match.requirements)
