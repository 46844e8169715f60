"""What may be published of counts: no number under ten, and none that could be worked out.

The counts of a period tell searches by theme, by département and by whether they were answered.
What is published of them is made so:

1. **Lines.** A theme is told when ten searches or more are about it. All the others are told
   together with the searches whose theme is not known, and this rest is ten or more: failing that,
   the smallest themes join it. Départements likewise. Both tables have the same total, so that
   comparing them says nothing.
2. **Shares.** The unanswered searches of a line are told when ten or more were not answered *and*
   ten or more were: 0 % and 100 % would tell something of everyone. The rest never tells its own.
   With the total of unanswered searches, the lines without a share are known together: one of them,
   the *reserve*, has ten or more of both kinds (the rest or, failing that, the line with the least
   of either, whose share is then not told). No share is told, nor the total of unanswered searches,
   unless both tables have a reserve.
3. **Cells.** A theme in a département is told when ten searches or more are about it, if both lines
   tell their share. What is left of each line, which a subtraction gives, is ten or more: failing
   that, its smallest cells are not told. And none is told unless the rest of themes, in the rest
   of départements, has ten or more searches of both kinds: another reserve, never published.
4. **Months** are told when each one of the period has ten searches or more.

Why nothing hidden can be worked out. Sums and differences of what is published give sets of hidden
cells that are made of whole lines, or that hold the reserve of rule 3: ten or more, always. Nor
does it help to know that counts are never negative and that what is hidden is small. A hidden line,
a hidden share, a hidden cell among cells that are told: each of 1 to 9 could as well be 0, all that
is published being the same. For a line, its searches may be of unknown theme. For a share, the
reserve of rule 2 may exchange its outcomes, in the same départements. For a cell, its searches may
be in the rest of its theme, and as many of the double rest in the rest of its département: no line
changes. Every other count under ten may have another value. The tests try to do better with an
exact solver, that of integer programs.

Periods do not overlap and each is published once, when it is over: the difference of two
publications is a publication. Numbers over several periods are sums of what each one published.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

K_MIN = 10
"""The least number that is published."""

Counts = Mapping[tuple[str, str, bool], int]
"""(theme, département, answered) -> searches of a period; "" for what is not known."""


@dataclass(frozen=True)
class Line:
    """The searches of a theme, or of a département.

    number: all of them; judged: those of the periods in which the share may be told; unanswered:
    among them.
    """

    number: int = 0
    judged: int = 0
    unanswered: int = 0

    @property
    def share(self) -> float | None:
        """The share without answer, or None when it is not told."""
        return self.unanswered / self.judged if self.judged else None

    def __add__(self, other: Line) -> Line:
        return Line(
            self.number + other.number,
            self.judged + other.judged,
            self.unanswered + other.unanswered,
        )


@dataclass(frozen=True)
class Lines:
    """A table: the lines told, by code, and the number of the searches of no such line."""

    told: Mapping[str, Line] = field(default_factory=dict)
    rest: int = 0

    def __add__(self, other: Lines) -> Lines:
        codes = dict.fromkeys((*self.told, *other.told))
        none = Line()
        return Lines(
            {code: self.told.get(code, none) + other.told.get(code, none) for code in codes},
            self.rest + other.rest,
        )


@dataclass(frozen=True)
class Published:
    """What is published of one period, or of several.

    periods: their names; total: every search, and the share without answer; cells: (theme,
    département) -> searches; months: AAAA-MM -> searches.
    """

    periods: tuple[str, ...] = ()
    total: Line = Line()
    themes: Lines = Lines()
    departements: Lines = Lines()
    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Published) -> Published:
        return Published(
            self.periods + other.periods,
            self.total + other.total,
            self.themes + other.themes,
            self.departements + other.departements,
            Counter(self.cells) + Counter(other.cells),
            {**self.months, **other.months},
        )


@dataclass(frozen=True)
class _Both:
    """Searches by outcome."""

    answered: int = 0
    unanswered: int = 0

    @property
    def number(self) -> int:
        return self.answered + self.unanswered

    @property
    def least(self) -> int:
        return min(self.answered, self.unanswered)

    def __add__(self, other: _Both) -> _Both:
        return _Both(self.answered + other.answered, self.unanswered + other.unanswered)


def publish(period: str, counts: Counts, months: Mapping[str, int]) -> Published:
    """What may be published of a period.

    Args:
        period: its name.
        counts: all its searches.
        months: AAAA-MM -> the same searches by month.

    Returns:
        Nothing but zeros when the searches are fewer than `K_MIN`.
    """
    total = _sum(_both(key[2], number) for key, number in counts.items())
    if total.number < K_MIN:
        return Published()
    tables = _Table.of(_grouped(counts, 0)), _Table.of(_grouped(counts, 1))
    judged = all(table.has_reserve for table in tables)
    themes, departements = (table.lines(judged) for table in tables)
    return Published(
        (period,),
        _line(total, judged and total.least >= K_MIN),
        themes,
        departements,
        _cells(counts, themes, departements),
        dict(months) if min(months.values(), default=0) >= K_MIN else {},
    )


def _both(answered: bool, number: int) -> _Both:
    return _Both(number, 0) if answered else _Both(0, number)


def _sum(each: Iterable[_Both]) -> _Both:
    return sum(each, _Both())


def _line(both: _Both, judged: bool) -> Line:
    return Line(both.number, both.number, both.unanswered) if judged else Line(both.number)


def _grouped(counts: Counts, axis: Literal[0, 1]) -> dict[str, _Both]:
    """Searches by theme (axis 0) or by département (axis 1)."""
    lines: defaultdict[str, _Both] = defaultdict(_Both)
    for key, number in counts.items():
        lines[key[axis]] += _both(key[2], number)
    return lines


@dataclass(frozen=True)
class _Table:
    """Rules 1 and 2. told: lines by code; rest: the searches of no such line."""

    told: Mapping[str, _Both]
    rest: _Both

    @classmethod
    def of(cls, lines: Mapping[str, _Both]) -> _Table:
        by_number = sorted((both.number, code) for code, both in lines.items() if code)
        told = [code for number, code in by_number if number >= K_MIN]
        rest = _sum(both for code, both in lines.items() if code not in told)
        while told and rest.number < K_MIN:
            rest += lines[told.pop(0)]
        return cls({code: lines[code] for code in told}, rest)

    @property
    def has_reserve(self) -> bool:
        return any(both.least >= K_MIN for both in (self.rest, *self.told.values()))

    def lines(self, judged: bool) -> Lines:
        """What is told of the table; judged: with the shares that may be."""
        by_share = sorted((both.least, code) for code, both in self.told.items())
        shares = [code for least, code in by_share if judged and least >= K_MIN]
        if self.rest.least < K_MIN:  # the rest cannot be the reserve
            shares = shares[1:]
        told = {code: _line(both, code in shares) for code, both in self.told.items()}
        return Lines(told, self.rest.number)


def _cells(counts: Counts, themes: Lines, departements: Lines) -> dict[tuple[str, str], int]:
    """Rule 3."""
    cells: Counter[tuple[str, str]] = Counter()
    reserve = _Both()
    for (theme, departement, answered), number in counts.items():
        cells[theme, departement] += number
        if theme not in themes.told and departement not in departements.told:
            reserve += _both(answered, number)
    if reserve.least < K_MIN:
        return {}
    open_lines = (_judged(themes), _judged(departements))
    told = {
        cell: number
        for cell, number in cells.items()
        if number >= K_MIN and cell[0] in open_lines[0] and cell[1] in open_lines[1]
    }
    while True:
        close = _too_close(told, open_lines)
        if close is None:
            return told
        del told[close]


def _judged(lines: Lines) -> dict[str, int]:
    """The lines that tell their share -> their number."""
    return {code: line.number for code, line in lines.told.items() if line.judged}


def _too_close(
    told: Mapping[tuple[str, str], int], open_lines: tuple[dict[str, int], dict[str, int]]
) -> tuple[str, str] | None:
    """The smallest cell of a line of which too little would be left, or None."""
    for axis, lines in enumerate(open_lines):
        left = Counter(lines)
        for cell, number in told.items():
            left[cell[axis]] -= number
        close = [(number, cell) for cell, number in told.items() if left[cell[axis]] < K_MIN]
        if close:
            return min(close)[1]
    return None
