"""Extract the French messages of pages into service/presentation/translations/en.po.

New messages come in without a translation, unused ones are removed; translations are preserved.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from index.catalogue.quality import ADVICE
from index.records import code_lists as ref
from index.records.coded_fields import FIELDS
from index.records.passages import Kind
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
    *FIELDS, ref.MOBILISABLE_PAR, ref.TYPES_SERVICE, ref.VOIES, ref.NIVEAUX, ref.FORMES_JURIDIQUES,
)  # fmt: skip
"""Code lists whose labels pages show."""
Message = str | tuple[str, ...]


def written() -> Iterator[Message]:
    """Yield the messages of templates and of code."""
    for folder in ("service", "index"):
        extracted = extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        )
        for _, _, message, _, _ in extracted:
            yield message if isinstance(message, str) else tuple(message)


def listed() -> Iterator[Message]:
    """Yield the messages that code holds as data: labels, titles of errors, examples."""
    for codes in CODED:
        yield from codes.labels.values()
    yield from (closeness.value for closeness in Closeness)
    yield from (kind.value for kind in Kind)
    yield from EXAMPLES
    yield from ADVICE.values()
    yield from (*TITLES.values(), *DETAILS.values())
    thesaurus = Thesaurus.read(Settings(data=ROOT / "data").needs)
    yield from (theme.libelle for theme in thesaurus.themes.values())


def messages() -> list[Message]:
    """Return all messages of pages, sorted, without repetition."""
    return sorted(
        {message for source in (written(), listed()) for message in source if message}, key=str
    )


def main() -> int:
    """Write the file of translations again, and print the number of missing ones."""
    path = TRANSLATIONS / f"{ENGLISH}.po"
    with path.open("rb") as stream:
        translated = {str(entry.id): entry.string for entry in read_po(stream, locale=ENGLISH)}
    catalogue = Catalog(locale=ENGLISH, project="OrientESS", fuzzy=False)
    for message in messages():
        plural = isinstance(message, tuple)
        catalogue.add(message, translated.get(str(message), ("", "") if plural else ""))
    with path.open("wb") as stream:
        write_po(stream, catalogue, omit_header=True, width=100)
    missing = sum(1 for entry in catalogue if entry.id and not (entry.string and all(entry.string)))
    print(f"{len(catalogue)} messages, {missing} sans traduction dans {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
