"""Dates, numbers, opening hours and telephone numbers, formatted in the language of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import phonenumbers
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

from index.languages import FRENCH, LANGUAGES
from index.records.opening_hours import OpenStatus
from service.presentation.i18n import gettext, language

LOCALES = {code: each.locale for code, each in LANGUAGES.items()}
"""Language of a page -> Babel locale of its dates, times and numbers."""
FRANCE_CODE, SPECIAL = 33, "+338"
"""Code of the telephone numbers of mainland France, and start of its special ones."""
SHORT_GROUPS = {4: 2, 6: 3}
"""Digits of a short number -> digits of each of its groups: "39 49", "116 006"."""
E164_CHARS = 12
"""Characters of an international number of mainland France: "+33320000000"."""


def number_in_words(value: float, decimals: int | None = None) -> str:
    """Return a number as written in the language of the page: "12 345" or "10,4" in French.

    decimals: number of decimals, None for the usual format of the language (three at most).
    """
    pattern = None if decimals is None else f"0.{'0' * decimals}"
    return str(format_decimal(value, pattern, LOCALES[language()]))


def number_below(total: int) -> int:
    """Return the round number, of two figures then zeros, that a total exceeds: 2,037 gives 2,000.

    total: of results, 0 or more; up to ten, there is no round number below but 0.
    """
    below = max(total - 1, 0)
    step = int(10 ** max(1, len(str(below)) - 2))
    return below // step * step


def percent_in_words(share: float) -> str:
    """Return a share between 0 and 1 as a percentage without decimals: 0.12 gives "12 %"."""
    return str(format_percent(share, locale=LOCALES[language()]))


def date_in_words(day: date) -> str:
    """Return a date in words, in the language of the page.

    Examples: "24 novembre 2026" and "1er mars 2026" in French, "24 November 2026" in English.
    """
    code = LOCALES[language()]
    if code == FRENCH and day.day == 1:
        return f"1er {format_date(day, 'MMMM y', locale=code)}"
    return format_date(day, "long", locale=code)


def month_in_words(month: str) -> str:
    """Return a month such as "2024-08" in words, in the language of the page: "août 2024"."""
    day = date.fromisoformat(f"{month}-01")
    return format_skeleton("yMMMM", day, locale=LOCALES[language()])


def time_in_words(moment: datetime | time) -> str:
    """Return the time of a moment: "9 h" and "17 h 30" in French, "17:30" in other languages."""
    if language() == FRENCH:
        return format_time(moment, "H 'h' mm", locale=FRENCH).replace(" h 00", " h")
    return format_time(moment, "HH:mm", locale=LOCALES[language()])


def moment_in_words(moment: datetime) -> str:
    """Return a day and its time, in the language of the page: "lundi 2 mars, 17 h 30" in French."""
    locale = LOCALES[language()]
    weekday = format_date(moment, "EEEE", locale=locale)
    day = format_skeleton("MMMMd", moment, locale=locale)
    return gettext("%(day)s, %(time)s") % {
        "day": f"{weekday} {day}",
        "time": time_in_words(moment),
    }


def open_in_words(status: OpenStatus | None, now: datetime | None = None) -> str:
    """Return whether a place is open, in words: "ouvert jusqu'à 17 h 30".

    The words are in the language of the page. The day of the next change is named unless it is
    today: "fermé, ouvre lundi à 9 h". status: whether the place is open and until when; None when
    unknown, which gives ""; now: what today is, None for the current moment.
    """
    if status is None:
        return ""
    if status.until is None:
        return gettext("ouvert") if status.open else gettext("fermé")
    values = {
        "day": format_date(status.until, "EEEE", locale=LOCALES[language()]),
        "time": time_in_words(status.until),
    }
    if status.until.date() == (now or datetime.now(UTC)).astimezone(status.until.tzinfo).date():
        sentence = (
            gettext("ouvert jusqu'à %(time)s")
            if status.open
            else gettext("fermé, ouvre à %(time)s")
        )
    elif status.open:
        sentence = gettext("ouvert jusqu'à %(day)s, %(time)s")
    else:
        sentence = gettext("fermé, ouvre %(day)s à %(time)s")
    return sentence % values


def french_phone(number: str) -> str:
    """Return a telephone number as people of France read it.

    Examples: "01 23 45 67 89", "0 809 401 401" for a special number of France, "+262 262 15 03 26"
    for one of elsewhere, "39 49" for a short one.

    Args:
        number: international (E.164), or short; one of three digits, or an incomplete one, is
            returned unchanged.

    Returns:
        The number in groups of digits.
    """
    if not number.startswith("+"):
        group = SHORT_GROUPS.get(len(number), len(number))
        return f"{number[:group]} {number[group:]}".strip()
    if number.startswith(SPECIAL) and len(number) == E164_CHARS:
        return f"0 {number[3:6]} {number[6:9]} {number[9:]}"
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    is_french = parsed.country_code == FRANCE_CODE
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, forms.NATIONAL if is_french else forms.INTERNATIONAL)
