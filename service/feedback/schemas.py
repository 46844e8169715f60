"""JSON bodies of the API routes that receive opinions on results and reports of errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from index.errors import InvalidQuery
from index.frozen_model import FrozenModel
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.feedback.opinions import MAX_WORDS_CHARS, Opinion
from service.feedback.reports import MAX_COMMENT, REASONS, SECTIONS, Report

MAX_ID_CHARS = 120
OPINION_STORED = "Votre avis est gardé. L'équipe du site le lira."
REPORT_STORED = "Votre signalement est gardé. L'équipe du site le lira."

OPINION_EXAMPLES: dict[str, Any] = {
    "fiche": {
        "summary": "Une fiche est utile pour un besoin",
        "value": {"fiche": "emmaus-connect", "besoin": "demarches--impots", "utile": True},
    },
    "mots": {
        "summary": "Une liste ne répond pas, avec les mots que la personne veut bien donner",
        "value": {
            "besoin": "demarches--impots",
            "utile": False,
            "mots": "déclarer mes impôts avec quelqu'un",
        },
    },
}
REPORT_EXAMPLES: dict[str, Any] = {
    "contact": {
        "summary": "Le numéro de téléphone est faux",
        "value": {
            "fiche": "emmaus-connect",
            "raison": "contact",
            "rubrique": "contact",
            "commentaire": "Le numéro a changé.",
        },
    },
}


def _describe_codes(labels: Mapping[str, str]) -> str:
    """List codes with their labels, for the description of a field."""
    return " ; ".join(f"{code} : {label.lower()}" for code, label in labels.items())


class AvisParametres(FrozenModel, strict=True):
    """JSON body of an opinion sent by a partner.

    It is about a record, about the list of results of a need (entry of the thesaurus), or about a
    record as a result of a need.
    """

    utile: bool = Field(strict=True, description="Si la réponse est utile", examples=[True])
    fiche: str = Field(
        "",
        max_length=MAX_ID_CHARS,
        description="Identifiant de la fiche ; vide : la liste des réponses au besoin",
        examples=["emmaus-connect"],
    )
    besoin: str = Field(
        "",
        max_length=MAX_ID_CHARS,
        description="Identifiant du besoin dans le thésaurus, comme /classify le donne ; jamais "
        "le texte d'une recherche",
        examples=["demarches--impots"],
    )
    mots: str = Field(
        "",
        max_length=MAX_WORDS_CHARS,
        description="Ce que la personne cherchait, si elle a choisi de l'écrire en sachant que "
        "l'équipe du site le gardera et le lira ; jamais repris d'une recherche",
        examples=["déclarer mes impôts avec quelqu'un"],
    )

    def opinion(self, searcher: Searcher, thesaurus: Thesaurus) -> Opinion:
        """Return the opinion to store; check that the record and the need that it names exist.

        Args:
            searcher: search engine, which holds the records.
            thesaurus: list of the needs.

        Returns:
            The opinion; its words are put on one line, without invisible characters.

        Raises:
            InvalidQuery: when the body names neither a record nor a need, when the one that it
                names does not exist, or when the words are too long or not valid
                Unicode.
        """
        if not self.fiche and not self.besoin:
            raise InvalidQuery("fiche", "Donnez une fiche, un besoin, ou les deux.")
        _check_record(self.fiche, searcher)
        if self.besoin and self.besoin not in thesaurus.needs:
            raise InvalidQuery("besoin", "Aucun besoin du thésaurus n'a cet identifiant.")
        return Opinion(self.fiche, self.besoin, self.utile, self.mots)


class AvisReponse(BaseModel):
    """JSON response to an opinion: its values as they were stored, and a message."""

    fiche: str = Field(examples=["emmaus-connect"])
    besoin: str = Field(examples=["demarches--impots"])
    utile: bool = Field(examples=[True])
    mots: str = Field(description="Les mots, tels qu'ils sont gardés", examples=[""])
    message: str = Field(examples=[OPINION_STORED])


class SignalementParametres(FrozenModel, strict=True):
    """JSON body of a report, sent by a partner, of an error in a record of the catalogue."""

    fiche: str = Field(
        min_length=1,
        max_length=MAX_ID_CHARS,
        description="Identifiant de la fiche",
        examples=["emmaus-connect"],
    )
    raison: str = Field(
        description="Ce qui ne va pas. " + _describe_codes(REASONS),
        json_schema_extra={"enum": list(REASONS)},
        examples=["contact"],
    )
    rubrique: str = Field(
        "",
        description="La partie de la fiche ; vide : toute la fiche. " + _describe_codes(SECTIONS),
        json_schema_extra={"enum": ["", *SECTIONS]},
        examples=["contact"],
    )
    commentaire: str = Field(
        "",
        max_length=MAX_COMMENT,
        description="Ce qu'il faut corriger, sans rien dire d'une personne ; l'équipe le lira",
        examples=["Le numéro a changé."],
    )

    def report(self, searcher: Searcher) -> Report:
        """Return the report to store, after checking that its record exists.

        Args:
            searcher: search engine, which holds the records.

        Returns:
            The report; its comment is put on one line, without invisible characters.

        Raises:
            InvalidQuery: when the record, the reason or the section does not exist, or when the
                comment is too long or not valid Unicode.
        """
        _check_record(self.fiche, searcher)
        return Report(self.fiche, self.raison, self.rubrique, self.commentaire)


class SignalementReponse(BaseModel):
    """JSON response to a report of an error: its values as they were stored, and a message."""

    fiche: str = Field(examples=["emmaus-connect"])
    raison: str = Field(examples=["contact"])
    rubrique: str = Field(examples=["contact"])
    commentaire: str = Field(
        description="Le texte, tel qu'il est gardé", examples=["Le numéro a changé."]
    )
    message: str = Field(examples=[REPORT_STORED])


def _check_record(identifier: str, searcher: Searcher) -> None:
    """Raise InvalidQuery for an identifier that no record has; an empty one is accepted."""
    if identifier and identifier not in searcher.retriever.rows:
        raise InvalidQuery("fiche", "Aucune fiche n'a cet identifiant.")
