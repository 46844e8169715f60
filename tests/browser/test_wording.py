"""The words of the interface: short sentences, known words, all of them ready for translation.

What is read is what pages say of themselves, in templates and in code; records, needs and code
lists of other people's standards keep their own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

import pytest
from babel.messages.extract import extract_from_dir

from scripts.generated.messages import KEYWORDS, METHODS, OPTIONS
from service.http.problems import DETAILS, TITLES
from service.presentation.templating import EXAMPLES
from tests.browser.conftest import agree
from tests.conftest import ROOT

MEAN_WORDS, MAX_WORDS = 12, 20
LONGEST_SHOWN = 10
TEMPLATES = sorted((ROOT / "service").glob("*/templates/*.html"))
JARGON: Mapping[str, str] = {
    r"prescripteur(?:\.?rice)?s?": "la personne qui oriente",
    r"S?IAE": "entreprise d'insertion",
    r"structures? porteuses?": "qui s'en occupe",
    r"bénéficiaires?": "la personne",
    r"public cible": "pour qui",
    r"médiation numérique": "aide au numérique",
    r"médiat(?:eur|rice)s? numériques?": "aidant",
    r"inclusion numérique": "aide au numérique",
    r"illectronisme": "être mal à l'aise avec le numérique",
    r"littératie": "savoir lire et comprendre",
    r"dématérialisée?s?": "en ligne",
    r"tiers[- ]lieux?": "lieu partagé",
    r"EPN|CRA|QPV|FLE|CNFS|PIMMS|SNUM": "le nom entier",
    r"RGAA|RGPD|RGESN|WCAG|LCP|CLS|EcoIndex": "ce que c'est, entre parenthèses",
    r"API|JSON|MCP|URL|HTTP|CSV|SQL|SQLite|iframe|widget": "ce que c'est, entre parenthèses",
    r"embeddings?|encodeurs?|vecteurs?|cosinus|tokens?|corpus|artefacts?": "liste de nombres",
    r"lexicale?s?|sémantiques?|vectorielle?s?": "par les mots, par le sens",
    r"requêtes?": "recherche, besoin",
    r"facettes?": "filtre",
    r"géolocalis\w+": "où vous êtes",
    r"thésaurus": "liste de besoins",
    r"algorithmes?": "calcul",
    r"mails?|e-mails?": "courriel",
    r"feedback|workflow|responsive|backend|frontend|logs?": "un mot français",
}
"""What few people understand -> what to say instead; allowed where the same page explains it."""
PROBLEMS = "service/http/problems.py"
FOR_DEVELOPERS = sorted((ROOT / "service/developers/templates").glob("*.html"))
EXPERTS = frozenset({*(str(path.relative_to(ROOT)) for path in FOR_DEVELOPERS), PROBLEMS})
"""Read by developers, who know these words: faults of requests are those of their programs."""
IN_FRENCH_ALONE = frozenset(
    {"api_changes.html", "api_form.html", "api_operation.html", "api_parts.html"}
    | {"api_reference.html", "file_check.html"}
)
"""They show the OpenAPI document, or what importers tell of a file of French open data, which are
in French, and are marked so (decision 65)."""
EXPLAINED = r"(?i:\(|: |c'est-à-dire|veut dire|signifie|est une?|est l[ea]|dit aussi|appelée?)"
UNMARKED = re.compile(
    r"OrientESS|Orient|ESS|This site in English|EcoIndex|GeoNames|Leaflet|Nu Html Checker|axe-core"
    r"|Licence Ouverte 2\.0|ODbL|CC BY 4\.0|BSD-2-Clause|INSEE|La Poste|/api/\S+"
    r"|Défenseur des droits.*"
)
"""Names, and what is said in its own language on purpose."""
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_READ_ATTRIBUTE = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')

pytestmark = [pytest.mark.browser]


@dataclass(frozen=True)
class Said:
    """A message, and where it is said."""

    text: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line} « {self.text} »"


@cache
def said() -> tuple[Said, ...]:
    """Every message of templates and of code; variables are told by one word."""
    return tuple(_extracted())


def _extracted() -> Iterator[Said]:
    yield from (Said(text, "service/presentation/templating.py", 0) for text in EXAMPLES)
    yield from (Said(text, PROBLEMS, 0) for text in (*TITLES.values(), *DETAILS.values()))
    for folder in ("service", "index"):
        for name, line, message, _, _ in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
        ):
            for text in [message] if isinstance(message, str) else message:
                plain = re.sub(r"%\(\w+\)[sd]|%[sd]", "x", re.sub(r"<[^>]+>|&\w+;", " ", text))
                yield Said(" ".join(plain.replace("%%", "%").split()), f"{folder}/{name}", line)


def _sentences() -> list[Said]:
    """The sentences, ended or not."""
    return [
        Said(piece, each.path, each.line)
        for each in said()
        for piece in re.split(r"(?<=[.!?…])\s+", each.text)
    ]


def _words(sentence: Said) -> int:
    return sum(any(char.isalnum() for char in word) for word in sentence.text.split())


def _longest(sentences: list[Said]) -> list[str]:
    ordered = sorted(set(sentences), key=_words, reverse=True)
    return [f"{_words(each)} mots, {each}" for each in ordered]


def test_a_sentence_should_have_twenty_words_at_most() -> None:
    assert len(_sentences()) > 100
    agree(_longest([each for each in _sentences() if _words(each) > MAX_WORDS]))


def test_sentences_should_have_twelve_words_on_average() -> None:
    ended = [each for each in _sentences() if each.text.endswith((".", "!", "?", "…"))]
    average = mean(map(_words, ended))
    told = [f"{average:.1f} mots en moyenne", *_longest(ended)[:LONGEST_SHOWN]]
    agree(told if average > MEAN_WORDS else [])


def test_a_hard_word_should_be_explained_on_its_page() -> None:
    pages: defaultdict[str, list[Said]] = defaultdict(list)
    for each in said():
        if each.path not in EXPERTS:
            pages[each.path].append(each)
    agree(
        [
            f"{each} : {found[0]!r}, dites plutôt « {instead} »"
            for messages in pages.values()
            for term, instead in JARGON.items()
            if not _explains(messages, term)
            for each in messages
            if (found := re.search(rf"\b(?:{term})\b", each.text))
        ]
    )


def _explains(messages: list[Said], term: str) -> bool:
    """Whether a page says what a term means, just after it or by it, between brackets."""
    explanation = re.compile(rf"\b(?:{term})\b ?{EXPLAINED}|\([^)]*\b(?:{term})\b[^)]*\)")
    return any(explanation.search(each.text) for each in messages)


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.name not in IN_FRENCH_ALONE],
    ids=lambda path: path.name,
)
def test_every_text_of_a_template_should_be_ready_for_translation(path: Path) -> None:
    agree(_unmarked(path.read_text(encoding="utf-8")))


def _unmarked(source: str) -> list[str]:
    """The French that a template says outside what is translated."""
    source = re.sub(
        r"\{#.*?#\}|<!--.*?-->|<svg.*?</svg>|<(?:code|pre)\b.*?</(?:code|pre)>",
        "",
        source,
        flags=re.S,
    )
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source, flags=re.S)
    literal = r"[\"']([A-ZÀ-Ý][^\"']*[a-zà-ÿ][^\"']*)[\"']"
    tags = " ".join(re.findall(r"\{[{%].*?[%}]\}", source, flags=re.S))
    told = re.findall(literal, re.sub(r"\b_\((?:\"[^\"]*\"|'[^']*')\)", "", tags))
    bare = re.sub(r"\{[{%].*?[%}]\}", "", source, flags=re.S)
    told += _READ_ATTRIBUTE.findall(bare)
    told += re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", "\n", bare).split("\n")  # macros make attributes
    found = (" ".join(re.sub(r"&\w+;", " ", text).split()) for text in told)
    return [text for text in found if _LETTERS.search(UNMARKED.sub("", text))]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{% trans %}Dit en deux langues.{% endtrans %} {{ name }}</p>", []),
        ("<p>Dit en français.</p>", ["Dit en français."]),
        ("<a aria-label='x' title=\"Dit ici\">{{ x }}</a>", ["Dit ici"]),
        ('{{ "Dit ici" if x }}{{ _("Dit deux fois") }}', ["Dit ici"]),
        ("<svg><text>Rien</text></svg>&nbsp;: 12", []),
    ],
)
def test_unmarked_texts_should_be_seen(source: str, found: list[str]) -> None:
    assert _unmarked(source) == found


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("Un prescripteur vous oriente.", False),
        ("Le prescripteur (la personne qui vous oriente) appelle.", True),
        ("La personne qui vous oriente (le prescripteur) appelle.", True),
    ],
)
def test_an_explanation_should_be_seen(text: str, explained: bool) -> None:
    term = next(iter(JARGON))
    assert re.search(term, text)
    assert _explains([Said(text, "page.html", 1)], term) is explained
