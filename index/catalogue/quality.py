"""Quality of a record: how complete and recent its fields are, and advice to improve them.

The formula is data·inclusion's own, run from its package (`score_qualite`, Licence Ouverte 2.0):
the mean of the criteria that apply, each in [0, 1]. It was made for services of data·inclusion: a
record is presented to it as a service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data_inclusion.schema import v1
from data_inclusion.schema.v1.score_qualite import score

from index.records.models import AnyRecord

ADVICE = {
    "adresse_bien_definie": "donner l'adresse, puisqu'on y est reçu",
    "modes_mobilisation_bien_definis": "dire comment y avoir recours, et qui le peut",
    "au_moins_un_public": "dire pour qui",
    "au_moins_une_thematique": "donner une thématique",
    "au_moins_un_moyen_de_contact": "donner un téléphone, un courriel ou un lien",
    "courriel_bien_defini": "donner le courriel, puisqu'on peut écrire",
    "date_maj_recente": "mettre la fiche à jour : sa date a plus de six mois",
    "frais_bien_definis": "dire ce que cela coûte",
    "description_bien_definie": "une description de 200 à 2 000 caractères",
    "telephone_bien_defini": "donner le téléphone, puisqu'on peut appeler",
}
"""Name of a criterion of data·inclusion's score -> advice in French to a record below 1."""


@dataclass(frozen=True)
class Quality:
    """Quality of a record: how complete and recent its fields are.

    score: mean of data·inclusion's criteria that apply, in [0, 1], higher is better; advice: one
    French phrase for each criterion below 1, lowest criterion first; empty when there is none.
    """

    score: float
    advice: tuple[str, ...]


def quality_of(record: AnyRecord) -> Quality:
    """Return the quality score of a record (an organisation…) today, and advice to raise it.

    It is the mean, in [0, 1], of the criteria of data·inclusion that apply: address, contact,
    audience, fees, description, and date of update, so that the score falls with time.
    """
    service = v1.Service.model_construct(
        source=record.source,
        description=record.description,
        modes_accueil=set(record.modes_accueil) or None,
        modes_mobilisation=set(record.modes_mobilisation) or None,
        mobilisable_par=set(record.mobilisable_par) or None,
        publics=set(record.publics) or None,
        thematiques=set(record.thematiques) or None,
        adresse=record.adresse,
        telephone=record.telephone,
        courriel=record.courriel,
        lien_mobilisation=record.lien_mobilisation or record.site_web,
        date_maj=date.fromisoformat(f"{record.evidence}-01") if record.evidence else None,
        frais="payant" if record.frais == "payant" else "gratuit" if record.frais else None,
        frais_precisions=record.frais_precisions,
    )
    total, criteria = score(service)
    lacking = sorted(
        (value, name) for name, value in criteria.items() if value is not None and value < 1
    )
    return Quality(total, tuple(ADVICE[name] for _, name in lacking))
