"""Statistical disclosure control of the counters: no number under ten is published or computable.

The counts of a period give searches by theme, by département and by outcome: answered (with
results) or unanswered. Four rules decide which numbers are published:

1. **Rows.** A theme is published when it has ten searches or more. All other themes are published
   together with the searches of no recognized theme, as one row named the *rest*, which must have
   ten searches or more: if not, the smallest themes join it. The same holds for départements. Both
   tables have the same total, so that comparing them discloses nothing.
2. **Shares.** The share of unanswered searches of a row is published when it has ten or more
   answered searches *and* ten or more unanswered ones: 0 % and 100 % would disclose the outcome of
   everyone. That of the rest is never published. The total of unanswered searches gives the sum
   over the rows without a share: one of these rows, the *reserve*, must have ten or more of both
   outcomes. It is the rest, or else the row with the fewest of either outcome, whose share is then
   withheld. No share is published, nor the total of unanswered searches, unless both tables have a
   reserve.
3. **Cells.** The number of searches of a theme in a département is published when it is ten or
   more, if the shares of both rows, the theme and the département, are published. The remainder of
   a row, which a subtraction gives, must be ten or more: if not, its smallest cells are withheld.
   And no cell is published unless the rest of themes in the rest of départements has ten or more
   searches of both outcomes: another reserve, which is never published.
4. **Months** are published when every month of the period has ten searches or more.

Why no withheld number can be computed. Sums and differences of published numbers give sets of
withheld cells that are made of whole rows, or that hold the reserve of rule 3: ten or more, always.
Nor does it help that counts are never negative and that withheld numbers are small: a withheld row,
share or cell of 1 to 9 could as well be 0 with the same publication. For a row, its searches may be
of no recognized theme. For a share, the reserve of rule 2 may exchange its outcomes, in the same
départements. For a cell, its searches may be in the rest of its theme, and as many of the double
rest in the rest of its département: no row changes. Every other count under ten may have another
value. The tests try to do better with an exact solver of integer programs.

Periods do not overlap and each is published once, when it is over: the difference of two
publications is a publication. Numbers over several periods are sums of their publications.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

K_MIN = 10
"""Smallest number of searches that is published: smaller ones might identify somebody."""

Counts = Mapping[tuple[str, str, bool], int]
"""(theme, département, True when the searches had results) -> number of searches in one quarter.
The theme, or the département, is "" for the searches in which none was recognized.
"""


@dataclass(frozen=True)
class CountRow:
    """Published numbers of searches of one theme, of one département, or of all.

    number: all searches; judged: searches of the quarters for which the share of searches without
    results may be published, 0 when there is no such quarter; unanswered: among the `judged`
    searches, those without results.
    """

    number: int = 0
    judged: int = 0
    unanswered: int = 0

    @property
    def share(self) -> float | None:
        """Return `unanswered` / `judged`, in [0, 1], the share of searches without results.

        None when it may not be published.
        """
        return self.unanswered / self.judged if self.judged else None

    def __add__(self, other: CountRow) -> CountRow:
        return CountRow(
            self.number + other.number,
            self.judged + other.judged,
            self.unanswered + other.unanswered,
        )


@dataclass(frozen=True)
class CountTable:
    """Published numbers of searches by theme, or by département.

    rows: identifier of the theme, or code of the département -> its numbers; rest: number of
    searches of all other themes (or départements) together, and of those in which none was
    recognized.
    """

    rows: Mapping[str, CountRow] = field(default_factory=dict)
    rest: int = 0

    def __add__(self, other: CountTable) -> CountTable:
        codes = dict.fromkeys((*self.rows, *other.rows))
        none = CountRow()
        return CountTable(
            {code: self.rows.get(code, none) + other.rows.get(code, none) for code in codes},
            self.rest + other.rest,
        )


@dataclass(frozen=True)
class Published:
    """Numbers of searches that may be published, for one quarter or several added up.

    Numbers that could identify somebody are left out. periods: names of the quarters, such as
    "2026-T4", empty when nothing is published; total: all searches; themes: searches by theme;
    departements: searches by département; cells: (identifier of a theme, code of a département) ->
    number of searches; months: month, such as "2026-10" -> number of searches.
    """

    periods: tuple[str, ...] = ()
    total: CountRow = CountRow()
    themes: CountTable = CountTable()
    departements: CountTable = CountTable()
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
class _Outcomes:
    """Searches with and without results."""

    answered: int = 0
    unanswered: int = 0

    @property
    def number(self) -> int:
        return self.answered + self.unanswered

    @property
    def least(self) -> int:
        return min(self.answered, self.unanswered)

    def __add__(self, other: _Outcomes) -> _Outcomes:
        return _Outcomes(self.answered + other.answered, self.unanswered + other.unanswered)


def publish(period: str, counts: Counts, months: Mapping[str, int]) -> Published:
    """Return the numbers of searches of one quarter that may be published.

    A number under ten is neither published nor computable from those that are: the rules are at the
    beginning of this module.

    Args:
        period: name of the quarter, such as "2026-T4".
        counts: all searches of the quarter, by theme, département and outcome.
        months: the same searches by month: month, such as "2026-10" -> number; months without a
            search are included, as 0.

    Returns:
        The numbers to publish; nothing (no period, all numbers zero) when the quarter has fewer
        than `K_MIN` (ten) searches.
    """
    total = _sum(_outcomes(key[2], number) for key, number in counts.items())
    if total.number < K_MIN:
        return Published()
    tables = _PublishableTable.of(_grouped(counts, 0)), _PublishableTable.of(_grouped(counts, 1))
    judged = all(table.has_reserve for table in tables)
    themes, departements = (table.published(judged) for table in tables)
    return Published(
        (period,),
        _row(total, judged and total.least >= K_MIN),
        themes,
        departements,
        _cells(counts, themes, departements),
        dict(months) if min(months.values(), default=0) >= K_MIN else {},
    )


def _outcomes(answered: bool, number: int) -> _Outcomes:
    return _Outcomes(number, 0) if answered else _Outcomes(0, number)


def _sum(outcomes: Iterable[_Outcomes]) -> _Outcomes:
    return sum(outcomes, _Outcomes())


def _row(outcomes: _Outcomes, judged: bool) -> CountRow:
    number = outcomes.number
    return CountRow(number, number, outcomes.unanswered) if judged else CountRow(number)


def _grouped(counts: Counts, axis: Literal[0, 1]) -> dict[str, _Outcomes]:
    """Sum the searches by theme (axis 0) or by département (axis 1)."""
    rows: defaultdict[str, _Outcomes] = defaultdict(_Outcomes)
    for key, number in counts.items():
        rows[key[axis]] += _outcomes(key[2], number)
    return rows


@dataclass(frozen=True)
class _PublishableTable:
    """A table under rules 1 and 2: rows to publish by code, and all other searches."""

    rows: Mapping[str, _Outcomes]
    rest: _Outcomes

    @classmethod
    def of(cls, rows: Mapping[str, _Outcomes]) -> _PublishableTable:
        by_number = sorted((outcomes.number, code) for code, outcomes in rows.items() if code)
        codes = [code for number, code in by_number if number >= K_MIN]
        rest = _sum(outcomes for code, outcomes in rows.items() if code not in codes)
        while codes and rest.number < K_MIN:
            rest += rows[codes.pop(0)]
        return cls({code: rows[code] for code in codes}, rest)

    @property
    def has_reserve(self) -> bool:
        return any(outcomes.least >= K_MIN for outcomes in (self.rest, *self.rows.values()))

    def published(self, judged: bool) -> CountTable:
        """Return the table to publish; judged: with the shares that rule 2 allows."""
        by_share = sorted((outcomes.least, code) for code, outcomes in self.rows.items())
        shares = [code for least, code in by_share if judged and least >= K_MIN]
        if self.rest.least < K_MIN:  # the rest cannot be the reserve
            shares = shares[1:]
        rows = {code: _row(outcomes, code in shares) for code, outcomes in self.rows.items()}
        return CountTable(rows, self.rest.number)


def _cells(
    counts: Counts, themes: CountTable, departements: CountTable
) -> dict[tuple[str, str], int]:
    """Return the cells that rule 3 allows to publish."""
    cells: Counter[tuple[str, str]] = Counter()
    reserve = _Outcomes()
    for (theme, departement, answered), number in counts.items():
        cells[theme, departement] += number
        if theme not in themes.rows and departement not in departements.rows:
            reserve += _outcomes(answered, number)
    if reserve.least < K_MIN:
        return {}
    judged = (_judged(themes), _judged(departements))
    published = {
        cell: number
        for cell, number in cells.items()
        if number >= K_MIN and cell[0] in judged[0] and cell[1] in judged[1]
    }
    while (cell := _disclosing_cell(published, judged)) is not None:
        del published[cell]
    return published


def _judged(table: CountTable) -> dict[str, int]:
    """Return code -> number of the rows whose share is published."""
    return {code: row.number for code, row in table.rows.items() if row.judged}


def _disclosing_cell(
    cells: Mapping[tuple[str, str], int], judged: tuple[dict[str, int], dict[str, int]]
) -> tuple[str, str] | None:
    """Return the smallest cell of a row whose remainder is under `K_MIN`, or None."""
    for axis, rows in enumerate(judged):
        remainders = Counter(rows)
        for cell, number in cells.items():
            remainders[cell[axis]] -= number
        disclosing = [
            (number, cell) for cell, number in cells.items() if remainders[cell[axis]] < K_MIN
        ]
        if disclosing:
            return min(disclosing)[1]
    return None
