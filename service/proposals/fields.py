"""Fields of the form of proposals: their labels, their limits and what each one expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from index.messages import Sentence
from index.records.models import AnyRecord
from service.presentation import messages
from service.presentation.formatting import french_phone

MAX_NEEDS = 40
"""Largest number of needs that one proposal ticks."""
NOT_LISTED = Sentence("Choisissez dans cette liste.")
PUBLICS_LABEL = messages.FOR_WHOM
NEEDS_LABEL = Sentence("Besoins")
SEVERAL_PUBLICS = Sentence("Cochez « Tous publics » seul, ou les publics concernés.")
TOO_MANY_NEEDS = Sentence("Cochez %(most)s besoins au plus.", most=MAX_NEEDS)


@dataclass(frozen=True)
class TextField:
    """Field of the form in which a person types a text.

    label: its name; expected: what to write, shown when the text is refused; max_chars: largest
    number of characters; hint: advice, maybe ""; keyboard: HTML `inputmode`; required: True when it
    must be filled; rows: lines of the field.
    """

    label: str
    expected: str
    max_chars: int
    hint: str = ""
    keyboard: str = "text"
    required: bool = False
    rows: int = 1


TEXTS: Mapping[str, TextField] = {
    "nom": TextField(
        Sentence("Nom de la structure"),
        Sentence("Écrivez le nom, en 3 à 150 caractères."),
        150,
        required=True,
    ),
    "description": TextField(
        Sentence("Ce que vous faites"),
        Sentence("Écrivez ce que vous faites, en quelques phrases."),
        2_000,
        Sentence("Quoi, comment, à quel prix. Avec des mots que tout le monde connaît."),
        required=True,
        rows=6,
    ),
    "adresse": TextField(
        Sentence("Adresse"),
        Sentence("Écrivez le numéro et la rue."),
        200,
        Sentence("Le numéro et la rue, si vous recevez du public."),
    ),
    "code_postal": TextField(
        Sentence("Code postal"),
        Sentence("Écrivez les cinq chiffres du code postal."),
        10,
        Sentence("Cinq chiffres."),
        keyboard="numeric",
    ),
    "commune": TextField(
        Sentence("Commune"),
        Sentence("Nous ne connaissons pas cette commune avec ce code postal."),
        100,
    ),
    "telephone": TextField(
        messages.PHONE,
        Sentence("Écrivez un numéro de téléphone, comme 01 23 45 67 89."),
        40,
        Sentence("Celui de la structure, comme 01 23 45 67 89."),
        keyboard="tel",
    ),
    "courriel": TextField(
        Sentence("Courriel"),
        Sentence("Écrivez un courriel, comme contact@exemple.fr."),
        254,
        Sentence("Celui de la structure, pas d'une personne, comme contact@exemple.fr."),
        keyboard="email",
    ),
    "site_web": TextField(
        Sentence("Site"),
        Sentence("Écrivez une adresse de site, comme https://exemple.fr."),
        500,
        Sentence("Son adresse, comme https://exemple.fr."),
        keyboard="url",
    ),
}
"""Name of a field of a record that the form has as a text -> its description."""
FIRST = ("nom", "description")
"""Fields of the form before the lists of publics and of needs."""
REACHED = tuple(name for name in TEXTS if name not in FIRST)
"""Fields of the form after these lists: the address and the contacts."""
PROOF, PROOF_FIELD = (
    "preuve",
    TextField(
        Sentence("Page publique qui le prouve"),
        Sentence("Écrivez l'adresse de la page, comme https://exemple.fr/contact."),
        500,
        Sentence("Son adresse, comme https://exemple.fr/contact. Tout le monde peut la lire."),
        keyboard="url",
        required=True,
    ),
)
"""Name and description of the field for the page that proves a proposal."""
LABELS: Mapping[str, str] = {
    **{name: TEXTS[name].label for name in FIRST},
    "publics": PUBLICS_LABEL,
    "besoins": NEEDS_LABEL,
    **{name: TEXTS[name].label for name in REACHED},
    PROOF: PROOF_FIELD.label,
}
"""Name of a field of the form -> its label, in the order of the page."""


class ProposalForm(BaseModel):
    """Values of the form, as they were typed."""

    nom: str = ""
    description: str = ""
    publics: list[str] = []
    besoins: list[str] = []
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    courriel: str = ""
    site_web: str = ""
    preuve: str = ""

    def text(self, name: str) -> str:
        """Return the text typed in a field: a name of `TEXTS`, or "preuve"."""
        typed: str = getattr(self, name)
        return typed


def filled_form(record: AnyRecord) -> ProposalForm:
    """Return the form filled with what a record says today."""
    texts = {name: getattr(record, name) or "" for name in TEXTS}
    texts["telephone"] = french_phone(record.telephone) if record.telephone else ""
    return ProposalForm(publics=list(record.publics), besoins=list(record.besoins), **texts)
