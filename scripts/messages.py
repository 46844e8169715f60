"""Gather what pages say in French, and keep service/presentation/translations/en.po complete.

What is new comes in without a translation, what is no longer said goes; translations are kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from index.catalogue.quality import ADVICE
from index.records import code_lists as ref
from index.records.passages import Kind
from index.search.facets import FIELDS
from index.search.likelihood import Closeness
from index.taxonomy.thesaurus import Thesaurus
from service.http.problems import DETAILS, TITLES
from service.presentation.i18n import ENGLISH, TRANSLATIONS
from service.presentation.templating import EXAMPLES
from service.settings import Settings

ROOT = Path(__file__).parent.parent
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "Sentence": None}
CODED = (
    *FIELDS, ref.MOBILISABLE_PAR, ref.TYPES_SERVICE, ref.VOIES, ref.NIVEAUX,
)  # fmt: skip
"""The code lists whose labels pages show."""
Message = str | tuple[str, ...]


def written() -> Iterator[Message]:
    """The messages of templates and of code."""
    for folder in ("service", "index"):
        found = extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
        for _, _, message, _, _ in found:
            yield message if isinstance(message, str) else tuple(message)


def listed() -> Iterator[Message]:
    """The labels that pages show of what was computed."""
    for codes in CODED:
        yield from codes.labels.values()
    yield from (each.value for each in Closeness)
    yield from (each.value for each in Kind)
    yield from EXAMPLES
    yield from ADVICE.values()
    yield from (*TITLES.values(), *DETAILS.values())
    thesaurus = Thesaurus.read(Settings(data=ROOT / "data").needs)
    yield from (theme.libelle for theme in thesaurus.themes.values())


def messages() -> list[Message]:
    """Everything that pages may say, each once, in order."""
    return sorted({each for source in (written(), listed()) for each in source if each}, key=str)


def main() -> int:
    """Write the file of translations again, and tell how many are missing."""
    path = TRANSLATIONS / f"{ENGLISH}.po"
    with path.open("rb") as stream:
        known = {str(each.id): each.string for each in read_po(stream, locale=ENGLISH)}
    catalogue = Catalog(locale=ENGLISH, project="OrientESS", fuzzy=False)
    for message in messages():
        plural = isinstance(message, tuple)
        catalogue.add(message, known.get(str(message), ("", "") if plural else ""))
    with path.open("wb") as stream:
        write_po(stream, catalogue, omit_header=True, width=100)
    missing = sum(1 for each in catalogue if each.id and not (each.string and all(each.string)))
    print(f"{len(catalogue)} messages, {missing} sans traduction dans {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
