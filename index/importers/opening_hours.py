"""Opening hours of an imported row, checked against the syntax of OpenStreetMap.

Only the structure is checked, after the grammar of OpenStreetMap (wiki,
Key:opening_hours/specification): words are those of the grammar, hours exist, and each rule has its
parts in order. Dates are not checked (a 31st of February passes).
"""

from __future__ import annotations

import re

from index.importers.cells import Cells
from index.importers.report import Outcome

UNPARSED_HOURS = "horaires_accueil"
"""Key under which a record stores in `libelles`, as read, hours that are in another syntax."""

_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_NTH = r"(?:\[-?[1-5](?:-[1-5])?(?:,-?[1-5](?:-[1-5])?)*\])"
_SHIFT = r"(?:\s[+-]\d{1,3}\sdays?)"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"(?:(?:{_YEAR}\s)?(?:easter|{_MONTH}(?:\s{_NUMBER})?){_SHIFT}?)"
_WEEK = r"(?:0?[1-9]|[1-4]\d|5[0-3])"
_WEEKS = rf"{_WEEK}(?:-{_WEEK}(?:/\d\d?)?)?"
_EVENT = "(?:dawn|sunrise|sunset|dusk)"
_VARIABLE = rf"(?:{_EVENT}|\({_EVENT}[+-]\d\d:[0-5]\d\))"
_TIME = rf"(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00|{_VARIABLE})"
_EXTENDED = rf"(?:(?:[0-3]\d|4[0-7]):[0-5]\d|48:00|{_VARIABLE})"
_EVERY = r"(?:/(?:\d\d:[0-5]\d|\d{1,4}))"
_KINDS = {
    "C": r'"[^"]*"',
    "A": r"24/7",
    "T": rf"{_TIME}(?:\s?-\s?{_EXTENDED}(?:\+|{_EVERY})?|\+)",
    "D": rf"{_DAY}(?:{_NTH}{_SHIFT}?|\s?-\s?{_DAY})?(?!\w)",
    "H": rf"(?:PH|SH){_SHIFT}?(?!\w)",
    "M": rf"{_DATE}(?:\s?-\s?(?:{_DATE}|{_NUMBER})|\+)?(?!\w)",
    "W": rf"week\s{_WEEKS}(?:,\s?{_WEEKS})*(?!\w)",
    "Y": rf"{_YEAR}(?:-{_YEAR}(?:/\d\d?)?|\+|/\d\d?)?(?![\w:])",
    "O": r"(?:off|closed|open|unknown)\b",
}
"""Letter for a kind of word -> regular expression of such words: C comment, A always open, T times,
D weekdays, H holidays, M dates, W weeks, Y years, O open or closed."""
_WORD = re.compile(
    r"\s*(?:" + "|".join(f"(?P<{kind}>{written})" for kind, written in _KINDS.items())
    + r"|(?P<mark>\|\||[,;:]))\s*"
)  # fmt: skip
_RULE = (
    "(?=[A-Z])(?:C:)?+(?:[YM](?:,[YM])*+)?+W?+:?+"
    "(?:A|(?:H(?:,H)*+)?+(?:[DH](?:,[DH])*+)?+(?:T(?:,T)*+)?+)O?+C?+"
)
"""Regular expression of the letters of one rule, in order. Its quantifiers are possessive: no text,
however made, takes long."""
_RULES = re.compile(rf"{_RULE}(?:(?:[,;]|\|\|){_RULE})*+;?")


def is_opening_hours(text: str) -> bool:
    """Return True if a text follows OpenStreetMap's syntax of opening hours.

    True for "Mo-Fr 09:00-12:00; PH off", False for "du lundi au vendredi" and for "".
    """
    kinds, place = "", 0
    while place < len(text):
        word = _WORD.match(text, place)
        if word is None:
            return False
        kinds += word["mark"] or str(word.lastgroup)
        place = word.end()
    return _RULES.fullmatch(kinds) is not None


def read_hours(cells: Cells, labels: dict[str, tuple[str, ...]], *columns: str) -> str | None:
    """Return the opening hours of a row, when they are in the syntax of OpenStreetMap.

    None when the row has none, or has hours in another syntax ("du lundi au vendredi"): these are
    reported, and added to `labels` as read.

    cells: the row; the problems met are added to `cells.problems`; labels: original labels of the
    record, by name of a field, changed in place; columns: names of the columns that may hold hours,
    of which the first that is not empty is read.
    """
    value = cells.text(*columns, limit=1000)
    if value is None or is_opening_hours(value):
        return value
    reason = "horaires hors de la syntaxe d'OpenStreetMap, gardés tels quels"
    cells.note(columns[0], value, reason, Outcome.WARNING)
    labels[UNPARSED_HOURS] = (value,)
    return None
