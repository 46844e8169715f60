"""Models of what an answer of the API says of an emergency: numbers, and what to do first."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from index.emergencies.detector import Emergency


class NumeroUrgence(BaseModel):
    """Number to call in the emergency that a query tells."""

    numero: str = Field(description="Le numéro, à lire", examples=["15"])
    nom: str = Field(description="Qui répond", examples=["Samu"])
    pour: str = Field(description="Pour quoi appeler")
    moyen: str = Field(description="appel ou sms")
    heures: str = Field(description="Quand il répond ; vide si la source ne le dit pas")
    source: str = Field(description="La page officielle qui donne le numéro")


class EtapeUrgence(BaseModel):
    """Thing to do first after a loss or a swindle, in its place among others."""

    texte: str = Field(description="Ce qu'il faut faire")
    numero: str = Field(description="Le numéro à appeler pour cela ; vide s'il n'y en a pas")
    lien: str = Field(description="La page où le faire, en France ; vide s'il n'y en a pas")


EmergencyNumbers = Annotated[
    list[NumeroUrgence],
    Field(
        description="Les numéros d'urgence à dire avant tout résultat, le plus pressant d'abord, "
        "quand le besoin dit un danger ; vide sinon"
    ),
]
PossibleNumbers = Annotated[
    list[NumeroUrgence],
    Field(
        description="Les numéros à rappeler en une ligne, « si vous ou quelqu'un êtes en danger », "
        "quand le besoin dit peut-être un danger ; vide sinon"
    ),
]
FirstSteps = Annotated[
    list[EtapeUrgence],
    Field(
        description="Ce qu'il faut faire d'abord, dans cet ordre, après une perte, un vol ou une "
        "arnaque ; vide sinon"
    ),
]


def emergency_answer(emergency: Emergency | None) -> dict[str, list[BaseModel]]:
    """Return the parts of the API response that an emergency fills, by name; empty without one."""
    numbers = _numbers(emergency)
    steps = () if emergency is None else emergency.steps
    is_sure = emergency is not None and emergency.is_sure
    return {
        "urgence": numbers if is_sure else [],
        "urgence_possible": [] if is_sure else numbers,
        "a_faire": [
            EtapeUrgence(
                texte=shown.step.fr,
                numero="" if shown.number is None else shown.number.numero,
                lien=shown.address,
            )
            for shown in steps
        ],
    }


def _numbers(emergency: Emergency | None) -> list[BaseModel]:
    """Convert the numbers of an emergency to the models of the API response; none without one."""
    return [
        NumeroUrgence(
            numero=called.number.numero,
            nom=called.number.nom,
            pour=called.purpose.fr,
            moyen=called.number.moyen,
            heures=called.number.heures,
            source=called.number.source,
        )
        for called in (() if emergency is None else emergency.numbers)
    ]
