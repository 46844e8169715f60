"""Extract the French messages of pages into the files of service/presentation/translations.

New messages come in without a translation, unused ones are removed; translations are preserved.
English has the messages of every page; the other languages, those of the pages of people who look
for help; easy French, those of the pages that it has in easy words.

Messages that lack a translation are listed in one file, `TO_TRANSLATE`, a table a message. What is
filled in it is taken into the files of translations, and it is removed once nothing is missing.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from index.emergencies.directory import read_directory
from index.guide.reading import read_tree
from index.languages import FRENCH, LANGUAGES
from index.records import code_lists as ref
from index.records.coded_fields import FIELDS
from index.taxonomy.thesaurus import Thesaurus
from service.http.problems import BOUNDS, DETAILS, FAULTS, REFUSED_VALUE, TITLES
from service.presentation.i18n import (
    EASY,
    OF_EVERY_PAGE,
    TRANSLATIONS,
    locale_of,
    read_translations,
)
from service.presentation.messages import HEADINGS
from service.presentation.templating import EASY_TEMPLATE, EXAMPLES
from service.records.view import ADVICE
from service.settings import Settings

ROOT = Path(__file__).parents[2]
TO_TRANSLATE = TRANSLATIONS / "to_translate.toml"
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "Sentence": None}
IN_TWO_LANGUAGES = (
    "service/about", "service/auth", "service/developers", "service/proposals", "service/referral",
    "service/search/batch_api.py", "service/statistics", "service/widget",
)  # fmt: skip
"""Folders and modules whose messages only the pages in French and in English show.

The paths of these pages are in service/presentation/i18n.py.
"""
IN_EVERY_LANGUAGE = (
    "service/about/sitemap.py", "service/about/templates/sitemap.html", "service/referral/facts.py",
    "service/referral/templates/code_list.html", "service/referral/templates/kept.html",
)  # fmt: skip
"""Exceptions to `IN_TWO_LANGUAGES`: the site map, which lists the themes; what people keep."""
IN_EASY_FRENCH = (
    "index/places", "index/records", "index/search", "service/emergencies",
    "service/feedback/templates/report",
    "service/feedback/report", "service/guide", "service/locations", "service/presentation",
    "service/records", "service/search",
)  # fmt: skip
"""Folders and modules whose messages have a version in easy French.

These are the home page, the results, the record, the place, the guided path and the report of an
error; the other pages under /facile keep their usual French.
"""
NOT_IN_EASY_FRENCH = (
    "service/presentation/templates/reading.html",
    "service/records/templates/sheet_neighbours.html", "service/search/batch_api.py",
)  # fmt: skip
"""Exceptions to `IN_EASY_FRENCH`: what pages in easy French never show."""
CODED = (
    *FIELDS, ref.MOBILISABLE_PAR, ref.TYPES_SERVICE, ref.VOIES, ref.NIVEAUX, ref.FORMES_JURIDIQUES,
    ref.CONDITIONS,
)  # fmt: skip
"""Code lists whose labels pages show."""
EASY_CODED = (*FIELDS, ref.VOIES, ref.SERVICES_MEDIATION)
"""Code lists whose labels pages in easy French show."""
TRANSLATED = tuple(code for code in LANGUAGES if code != FRENCH)
"""Codes of the languages that have a file of translations."""
WRITTEN = (*TRANSLATED, EASY)
"""Codes of the files of translations: those of languages, and that of easy French."""
Message = str | tuple[str, ...]
Forms = str | tuple[str, ...] | list[str]
"""A translation, or one for each form of the plural of the language."""


@cache
def extracted() -> tuple[tuple[str, Message], ...]:
    """Return every message of templates and of code, after the path of its file."""
    return tuple(
        (f"{folder}/{file}", message if isinstance(message, str) else tuple(message))
        for folder in ("service", "index")
        for file, _, message, _, _ in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
    )


def written(code: str) -> Iterator[Message]:
    """Yield the messages of templates and of code that the pages in a language show."""
    yield from (message for file, message in extracted() if _is_shown(file, code))


def _is_shown(file: str, code: str) -> bool:
    """Return whether pages in a language show the messages of a file.

    Templates of pages in easy French are written in it: no file translates them.
    """
    if Path(file).name.startswith(EASY_TEMPLATE):
        return False
    if code == EASY:
        return _is_said_easily(file)
    apart = file.startswith(IN_TWO_LANGUAGES) and not file.startswith(IN_EVERY_LANGUAGE)
    return code in OF_EVERY_PAGE or not apart


def _is_said_easily(file: str) -> bool:
    """Return whether a page in easy French shows the messages of a file.

    A page that has a template of its own leaves the messages of the usual one.
    """
    path = ROOT / file
    own = path.suffix == ".html" and path.with_name(f"{EASY_TEMPLATE}{path.name}").exists()
    return file.startswith(IN_EASY_FRENCH) and not (file.startswith(NOT_IN_EASY_FRENCH) or own)


def listed(code: str) -> Iterator[Message]:
    """Yield the messages that code and data list: labels, needs, titles of errors, examples.

    In easy French, needs and examples keep their words, which the search knows.
    """
    yield from (*TITLES.values(), *DETAILS.values(), *FAULTS.values(), REFUSED_VALUE)
    yield from (pattern for _, *patterns in BOUNDS.values() for pattern in patterns)
    for codes in EASY_CODED if code == EASY else CODED:
        yield from codes.labels.values()
    settings = Settings(data=ROOT / "data")
    thesaurus = Thesaurus.read(settings.needs)
    yield from (theme.libelle for theme in thesaurus.themes.values())
    for screen in read_tree(settings.guide, settings.pictograms).screens.values():
        yield screen.question
        yield from (card.libelle for card in screen.cartes)
    directory = read_directory(settings.emergencies)
    if directory is not None:
        yield from (text for number in directory.numeros for text in (number.heures, number.acces))
    if code != EASY:
        yield from (need.libelle for need in thesaurus.needs.values())
        yield from HEADINGS.values()
        yield from (*EXAMPLES, *ADVICE.values())


def messages(code: str) -> list[Message]:
    """Return the messages that the pages in a language show, sorted, without repetition."""
    return sorted(
        {message for source in (written(code), listed(code)) for message in source if message},
        key=str,
    )


def catalogue_of(code: str) -> Catalog:
    """Return the messages of the pages in a language, with the translations that there are."""
    known = {**_translated(code), **_filled(code)}
    catalogue = Catalog(locale=locale_of(code), project="OrientESS", fuzzy=False)
    for message in messages(code):
        none = "" if isinstance(message, str) else ("",) * catalogue.num_plurals
        catalogue.add(message, known.get(_key(message), none))
    return catalogue


def _key(message: str | Sequence[str]) -> str:
    """Return what names a message in the file of those to translate: its singular."""
    return message if isinstance(message, str) else message[0]


def _translated(code: str) -> dict[str, Forms]:
    """Return the translations of the file of a language; none when it has no file."""
    if not (TRANSLATIONS / f"{code}.po").exists():
        return {}
    return {_key(entry.id): entry.string or "" for entry in read_translations(code)}


def _filled(code: str) -> dict[str, Forms]:
    """Return the translations in a language that were filled in the file of those to make."""
    if not TO_TRANSLATE.exists():
        return {}
    said = tomllib.loads(TO_TRANSLATE.read_text(encoding="utf-8"))
    forms = {key: each.get(code, "") for key, each in said.items()}
    return {key: each for key, each in forms.items() if each and all(each)}


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that lack a translation, or a form of their plural."""
    return [
        _key(entry.id)
        for entry in catalogue
        if entry.id and not (entry.string and all(entry.string))
    ]


def generated() -> dict[Path, str | None]:
    """Return the files of translations, and that of the messages to translate if there are any."""
    files: dict[Path, str | None] = {}
    missing: dict[str, dict[str, Forms]] = defaultdict(dict)
    for code in WRITTEN:
        catalogue = catalogue_of(code)
        written = BytesIO()
        write_po(written, catalogue, omit_header=True, width=100)
        files[TRANSLATIONS / f"{code}.po"] = written.getvalue().decode()
        for key in untranslated(catalogue):
            missing[key][code] = catalogue[key].string or ""
    return files | {TO_TRANSLATE: _to_translate(missing) if missing else None}


def _to_translate(missing: Mapping[str, Mapping[str, Forms]]) -> str:
    """Return the file of the messages to translate. missing: message -> code -> forms to fill."""
    text = "# Fill each line, then `make generated` takes them into the files of translations.\n"
    for key, forms in sorted(missing.items()):
        text += f"\n[{json.dumps(key, ensure_ascii=False)}]\n"
        text += "".join(f"{code} = {json.dumps(form)}\n" for code, form in sorted(forms.items()))
    return text


def faults() -> list[str]:
    """Return what is to be done by hand, in sentences: the messages that lack a translation."""
    lacking = {code: len(untranslated(catalogue_of(code))) for code in WRITTEN}
    return [
        f"{code}.po lacks {count} translations: fill {TO_TRANSLATE.name}, then make generated"
        for code, count in lacking.items()
        if count
    ]
