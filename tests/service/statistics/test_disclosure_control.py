"""What is published of counts: nothing under ten, and nothing that an exact solver can work out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from service.statistics.disclosure_control import (
    K_MIN,
    CountRow,
    Counts,
    CountTable,
    Published,
    publish,
)

UNKNOWN = ""
Key = tuple[str, str, bool]
Number = tuple[str, ...]
"""What is counted: its kind, then codes and outcome ("u" unanswered, "a" answered)."""
Holds = Callable[[Key], bool]
OUTCOMES = {"u": False, "a": True}

POOLS = ([0], [0, 0, 1, 2, 4], [0, 5, 8, 9, 10, 11, 12, 15, 30], [10, 11, 15, 30])
"""What a cell may hold, from quiet to busy: around the threshold, where mistakes would be."""


@st.composite
def counts_of(draw: Callable[[Any], Any], most: int) -> Counts:
    """Any counts over a few themes and départements, quiet or busy, and what is unknown."""
    pools = st.integers(0, len(POOLS) - 1)
    themes, departements = (
        {code: draw(pools) for code in (UNKNOWN, *codes[: draw(st.integers(1, most))])}
        for codes in ("abcdef", "123456")
    )
    return {
        (theme, departement, answered): draw(
            st.sampled_from(POOLS[min(themes[theme], departements[departement])])
        )
        for theme, departement, answered in product(themes, departements, (False, True))
    }


def crossed(departements: str, **themes: str) -> Counts:
    """Counts written out: theme -> "unanswered answered" in each département, unknown is "_"."""
    return {
        (theme.strip("_"), departement.strip("_"), answered): int(each)
        for theme, numbers in themes.items()
        for (departement, answered), each in zip(
            product(departements, (False, True)), numbers.split(), strict=True
        )
    }


NO_RESERVE = crossed(
    "_12", _="3 0 5 12 10 12", a="10 5 5 12 0 9", b="15 0 10 0 9 12", c="12 12 5 9 15 12"
)
"""A theme "a" in "2" could be told to be 6 at least, if cells were told without a reserve."""
NO_SHARE = crossed("_1", _="10 10 12 0", a="2 10 5 9", b="2 10 15 0")
"""What "a" leaves unanswered could be told to be 5 at least, if its cell was without its share."""


def number(counts: Counts, holds: Holds) -> int:
    """How many searches are of some kind."""
    return sum(each for key, each in counts.items() if holds(key))


def numbers(counts: Counts) -> dict[Number, Holds]:
    """Every number that could be told of some counts: what it is -> which searches it holds."""
    codes = [sorted({str(key[axis]) for key in counts}) for axis in (0, 1)]
    kinds: dict[Number, Holds] = {("all",): lambda _: True}
    kinds |= {("theme", code): partial(_is, {0: code}) for code in codes[0]}
    kinds |= {("departement", code): partial(_is, {1: code}) for code in codes[1]}
    kinds |= {
        ("cell", theme, departement): partial(_is, {0: theme, 1: departement})
        for theme, departement in product(*codes)
    }
    return kinds | {
        (*kind, name): partial(_both, holds, answered)
        for kind, holds in kinds.items()
        for name, answered in OUTCOMES.items()
    }


def _is(wanted: dict[int, str], key: Key) -> bool:
    return all(key[axis] == code for axis, code in wanted.items())


def _both(holds: Holds, answered: bool, key: Key) -> bool:
    return holds(key) and key[2] is answered


def published_numbers(published: Published) -> dict[Number, int]:
    """Every number that is published, or is the difference of two of the same line."""
    text: dict[Number, int] = {}

    def line(kind: Number, each: CountRow) -> None:
        text[kind] = each.number
        if each.judged:
            text[*kind, "u"] = each.unanswered
            text[*kind, "a"] = each.judged - each.unanswered

    if published.total.number:
        line(("all",), published.total)
    for code, each in published.themes.rows.items():
        line(("theme", code), each)
    for code, each in published.departements.rows.items():
        line(("departement", code), each)
    for cell, each_number in published.cells.items():
        text["cell", *cell] = each_number
    return text


def left_over(published: Published) -> Iterator[int]:
    """What subtractions give: the rest of tables, of lines, and of those that tell their share."""
    total = published.total
    for axis, lines in enumerate((published.themes, published.departements)):
        yield lines.rest
        for code, line in lines.rows.items():
            cells = [each for cell, each in published.cells.items() if cell[axis] == code]
            if cells:
                yield line.number - sum(cells)
        if total.judged and any(line.judged for line in lines.rows.values()):
            unanswered = total.unanswered - sum(line.unanswered for line in lines.rows.values())
            judged = total.judged - sum(line.judged for line in lines.rows.values())
            yield from (unanswered, judged - unanswered)


@given(counts_of(most=6))
@settings(max_examples=150, deadline=None)
def test_no_number_under_ten_should_be_told_nor_left_by_a_subtraction(counts: Counts) -> None:
    published = publish("p", counts, {})
    text = published_numbers(published)
    held = numbers(counts)
    assert {kind: number(counts, held[kind]) for kind in text} == text
    assert not [each for each in text.values() if each < K_MIN]
    if text:
        assert not [each for each in left_over(published) if each < K_MIN]


@given(counts_of(most=6))
@settings(max_examples=50, deadline=None)
def test_both_tables_should_have_the_same_total(counts: Counts) -> None:
    published = publish("p", counts, {})
    for lines in (published.themes, published.departements):
        total = lines.rest + sum(line.number for line in lines.rows.values())
        assert total == published.total.number


class Reader:
    """Somebody who wants to know: what is told, and what may be guessed of what is not."""

    def __init__(self, counts: Counts, told: dict[Number, int], small: list[Number]) -> None:
        """told: numbers, by what they are; small: those that are guessed to be under ten."""
        self._keys = list(counts)
        self._held = numbers(counts)
        bounds = [(kind, each, each) for kind, each in told.items()]
        bounds += [(kind, 0, K_MIN - 1) for kind in small]
        self._known = LinearConstraint(
            np.array([self._row(kind) for kind, _, _ in bounds]),
            np.array([low for _, low, _ in bounds]),
            np.array([high for _, _, high in bounds]),
        )

    def _row(self, kind: Number) -> list[float]:
        return [float(self._held[kind](key)) for key in self._keys]

    def bound(self, kind: Number, highest: bool = False) -> int:
        """The least value that a number may have, all that is known being so; or the highest."""
        sign = -1 if highest else 1
        solved = milp(
            sign * np.array(self._row(kind)),
            constraints=self._known,
            integrality=np.ones(len(self._keys), dtype=np.int64),
            bounds=Bounds(0, np.inf),
        )
        assert solved.success, solved.message
        return round(sign * solved.fun)


def is_guessed(kind: Number, published: Published, counts: Counts) -> bool:
    """Whether a number can be guessed under ten, from its being hidden where others are told."""
    themes, departements = published.themes.rows, published.departements.rows
    match kind:
        case ("theme" | "departement", code):
            return code != UNKNOWN
        case ("theme" | "departement" as name, code, outcome):
            other = (name, code, "a" if outcome == "u" else "u")
            lines = themes if name == "theme" else departements
            return code in lines and number(counts, numbers(counts)[other]) >= K_MIN
        case ("cell", theme, departement):
            crossed = themes.get(theme, CountRow()), departements.get(departement, CountRow())
            return bool(published.cells) and all(line.judged for line in crossed)
    return False


@given(counts_of(most=3))
@example(NO_RESERVE)
@example(NO_SHARE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.slow
def test_no_number_under_ten_should_be_worked_out_by_an_exact_solver(counts: Counts) -> None:
    published = publish("p", counts, {})
    text = published_numbers(published)
    assume(text)
    held = numbers(counts).items()
    hidden = {kind: number(counts, holds) for kind, holds in held if kind not in text}
    hidden = {kind: each for kind, each in hidden.items() if 0 < each < K_MIN}
    small = [kind for kind in hidden if is_guessed(kind, published, counts)]
    reader = Reader(counts, text, small)
    for kind, page in hidden.items():
        least = reader.bound(kind)
        assert least < page or reader.bound(kind, highest=True) > page, (kind, page)
        assert least == 0 or kind not in small, kind


def test_the_solver_should_find_what_a_careless_publication_gives_away() -> None:
    counts = {("a", "1", True): 20, ("a", "", True): 10, ("b", "1", True): 3, ("", "", True): 12}
    reader = Reader(counts, {("all",): 45, ("theme", "a"): 30, ("theme", ""): 12}, [])
    assert reader.bound(("theme", "b")) == reader.bound(("theme", "b"), highest=True) == 3


@pytest.fixture
def plenty() -> dict[Key, int]:
    """Counts that tell everything but what is asked for one theme or one département."""
    keys = product((UNKNOWN, "a", "b"), (UNKNOWN, "1", "2"), (False, True))
    return dict.fromkeys(keys, 20)


def test_plenty_of_searches_should_be_told_by_line_by_cell_and_by_outcome(
    plenty: dict[Key, int],
) -> None:
    published = publish("p", plenty, {"2026-04": 160, "2026-05": 200})
    assert published.total == CountRow(360, 360, 180)
    assert published.themes.rows == dict.fromkeys("ab", CountRow(120, 120, 60))
    assert published.themes.rest == published.departements.rest == 120
    assert published.cells == dict.fromkeys(product("ab", "12"), 40)
    assert published.months == {"2026-04": 160, "2026-05": 200}


def test_fewer_than_ten_searches_should_not_be_told_at_all() -> None:
    assert publish("p", {("a", "1", True): 9}, {"2026-04": 9}) == Published()


def test_a_rest_that_is_too_small_should_take_the_smallest_line_in() -> None:
    counts = {("a", "1", True): 50, ("b", "1", True): 12, ("c", "1", True): 3}
    published = publish("p", counts, {})
    assert published.themes == CountTable({"a": CountRow(50)}, 15)


def test_a_share_of_all_or_nothing_should_not_be_told(plenty: dict[Key, int]) -> None:
    for departement in (UNKNOWN, "1", "2"):
        plenty["a", departement, False] = 0
    text = publish("p", plenty, {}).themes.rows
    assert (text["a"].share, text["b"].share) == (None, 0.5)


def test_a_small_cell_should_be_hidden_among_others(plenty: dict[Key, int]) -> None:
    plenty |= {("a", "1", False): 4, ("a", "1", True): 5}
    assert set(publish("p", plenty, {}).cells) == {("a", "2"), ("b", "1"), ("b", "2")}


def test_a_cell_should_be_hidden_when_too_little_of_its_line_would_be_left(
    plenty: dict[Key, int],
) -> None:
    plenty |= {("a", UNKNOWN, False): 4, ("a", UNKNOWN, True): 5, ("a", "1", True): 19}
    assert set(publish("p", plenty, {}).cells) == {("a", "2"), ("b", "1"), ("b", "2")}


def test_no_cell_should_be_told_without_a_reserve(plenty: dict[Key, int]) -> None:
    plenty[UNKNOWN, UNKNOWN, False] = 9
    assert publish("p", plenty, {}).cells == {}


def test_months_should_not_be_told_when_one_is_small(plenty: dict[Key, int]) -> None:
    assert publish("p", plenty, {"2026-04": 351, "2026-05": 9}).months == {}


def test_periods_should_be_summed_as_each_was_told(plenty: dict[Key, int]) -> None:
    first = publish("2026-T1", plenty, {"2026-01": 360})
    small = {key: each for key, each in plenty.items() if key[0] != "b"} | {("b", "1", True): 3}
    both = first + publish("2026-T2", small, {"2026-04": 243})
    assert both.periods == ("2026-T1", "2026-T2")
    assert both.total.number == 603
    assert both.themes.rows["b"] == CountRow(120, 120, 60)
    assert both.themes.rest == 120 + 123
    assert both.months == {"2026-01": 360, "2026-04": 243}
    assert sum([first, Published()], Published()) == first
