"""The activities of the workshop: their titles and goals, and the texts that people type there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.query import clean
from service.auth.access import charge

WORKSHOP = "/comprendre/atelier"
"""Path of the page that lists the activities."""


@dataclass(frozen=True)
class Activity:
    """An activity of ten minutes, on its own page.

    slug: end of the path of its page; template: file name of its template; title: question or name;
    goal: what people can do after it.
    """

    slug: str
    template: str
    title: Sentence
    goal: Sentence

    @property
    def path(self) -> str:
        """Path of the page in French."""
        return f"{WORKSHOP}/{self.slug}"


NEAR_WORDS = Activity(
    "mots-voisins",
    "workshop_words.html",
    Sentence("Des mots voisins"),
    Sentence("Voir ce qui rapproche deux mots pour la machine : l'usage, et parfois les lettres."),
)
MISTAKES = Activity(
    "fautes",
    "workshop_mistakes.html",
    Sentence("Le même besoin, avec des fautes"),
    Sentence("Voir ce que la machine corrige, et ce qu'une faute change à la réponse."),
)
LIMITS = Activity(
    "limites",
    "workshop_limits.html",
    Sentence("Ce que la machine ne peut pas savoir"),
    Sentence("Reconnaître une question à laquelle une machine ne doit pas répondre."),
)
BIAS = Activity(
    "biais",
    "workshop_bias.html",
    Sentence("Un biais que l'on peut voir"),
    Sentence("Mesurer un biais soi-même, et dire ce que la mesure ne prouve pas."),
)
DECISION = Activity(
    "decider",
    "workshop_decision.html",
    Sentence("Qui décide ?"),
    Sentence("Comparer l'ordre du groupe à celui de la machine, et savoir qui a fait les règles."),
)
ACTIVITIES = (NEAR_WORDS, MISTAKES, LIMITS, BIAS, DECISION)
"""The activities, in the order in which they are led."""


@dataclass(frozen=True)
class Field:
    """Texts that people type in boxes of one name: one box for each example.

    name: parameter of the URL; what: what an error calls one of them, a key of `FIELD_NAMES`;
    max_chars: most characters of each; least: fewest texts; examples: the texts of the page before
    anything is typed.
    """

    name: str
    what: str
    max_chars: int
    least: int
    examples: tuple[str, ...]

    def typed(self, request: Request) -> list[str]:
        """Return the texts as typed, without the empty ones; the examples when none was sent.

        request: the HTTP request, with the texts in its URL; those beyond the boxes are ignored.
        """
        if self.name not in request.query_params:
            return list(self.examples)
        sent = request.query_params.getlist(self.name)[: len(self.examples)]
        return [text for text in sent if any(map(str.isalnum, text))]

    def read(self, request: Request) -> list[str]:
        """Return the texts, cleaned.

        Args:
            request: the HTTP request, with the texts in its URL.

        Returns:
            At least `least` texts; the examples when none was sent.

        Raises:
            InvalidQuery: when there are too few, or when one is too long or no valid Unicode.
        """
        texts = [clean(text, self.what, self.max_chars) for text in self.typed(request)]
        if len(texts) < self.least:
            wanted = Sentence("Remplissez plus de cases : %(least)s au moins.", least=self.least)
            raise InvalidQuery(self.name, wanted)
        return texts

    def boxes(self, request: Request) -> list[str]:
        """Return what each box shows again: the texts as typed, cut, then empty ones.

        request: the HTTP request, with the texts in its URL.
        """
        shown = [text[: self.max_chars] for text in self.typed(request)]
        return shown + [""] * (len(self.examples) - len(shown))


def charge_texts(*fields: Field) -> Callable[[Request], Awaitable[None]]:
    """Return a FastAPI dependency that counts each text typed as one request in the quota.

    fields: those of the page. It raises QuotaSpent when fewer requests than that are left to the
    client in this minute.
    """

    async def charged(request: Request) -> None:
        await charge(request, sum(len(field.typed(request)) for field in fields))

    return charged


MAX_WORD_CHARS, MAX_NEED_CHARS = 30, 120
"""Most characters of a word, and of a need: longer ones would not fit a printed sheet."""
WORDS = Field(
    "mot", "mot", MAX_WORD_CHARS, 3,
    ("médecin", "docteur", "poisson", "poison", "chaud", "froid"),
)  # fmt: skip
SPELLINGS = Field(
    "q", "q", MAX_NEED_CHARS, 2,
    (
        "faire réparer mon ordinateur",
        "fair réparé mon ordinatteur",
        "fère réparé mon nordinateur",
    ),
)  # fmt: skip
QUESTIONS = Field(
    "q", "q", MAX_NEED_CHARS, 1,
    (
        "est-ce que mon dossier est accepté",
        "est-ce ouvert maintenant",
        "quelle est la date de demain",
    ),
)  # fmt: skip
PAIR = Field("metier", "mot", MAX_WORD_CHARS, 2, ("infirmier", "infirmière"))
ANCHORS = Field("mot", "mot", MAX_WORD_CHARS, 3, ("ordinateur", "soigner", "réparer"))
NEED = Field("q", "q", MAX_NEED_CHARS, 1, ("faire réparer mon ordinateur",))
