"""Response models of the probes."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime

from pydantic import BaseModel, Field

from service.preparation.state import Step


class PreparationReponse(BaseModel):
    """How far the preparation of searches by meaning is.

    etape: the step that runs, or that failed; pourcent: of the whole, in percent; reste_s: seconds
    that are likely left; erreur: why it stopped, None while it runs.
    """

    etape: Step = Field(description="Étape en cours, ou qui a échoué")
    pourcent: int = Field(ge=0, le=100, description="Part faite de toute la préparation")
    reste_s: int = Field(ge=0, description="Secondes qui restent, environ")
    erreur: str | None = Field(description="Pourquoi elle s'est arrêtée, `null` sinon")


class EtatReponse(BaseModel):
    """Response of /sante, the liveness probe: etat is "ok" as long as the process runs.

    preparation: that of searches by meaning, None when none runs.
    """

    etat: str = Field(examples=["ok"])
    preparation: PreparationReponse | None = Field(
        None,
        description="Préparation de la recherche par le sens ; jusque-là, par les mots seulement",
    )


class MoteurReponse(BaseModel):
    """State of the engine that proposes passages (texts cut from records).

    nom: such as "faiss"; repond: True when it answers; raison: why it does not, None when it does.
    """

    nom: str = Field(description="Moteur pour lequel l'index est publié", examples=["faiss"])
    repond: bool = Field(description="Faux : la recherche se fait par les mots seulement")
    raison: str | None = Field(description="Pourquoi il ne répond pas, `null` quand il répond")


class PretReponse(BaseModel):
    """Response of /pret, the readiness probe: the service can answer searches.

    etat: "prêt"; index: version of the search index that answers requests; mode: how; moteur: state
    of its engine, without which searches are answered by words.
    """

    etat: str = Field(examples=["prêt"])
    index: str = Field(description="Version de l'index vérifié qui est en service")
    mode: str = Field(description="« hybride », ou « lexical » sans l'encodeur ou sans le moteur")
    moteur: MoteurReponse


class CalibrationReponse(BaseModel):
    """State of the calibration: coefficients and thresholds that decide which results are shown.

    date: day when they were fitted on judged data; conforme: True if they were fitted for the text
    encoder and the search weights in service; raison: what differs, None when nothing does.
    """

    date: Date = Field(description="Ajustement des règles de recherche")
    conforme: bool = Field(
        description="Ajusté pour l'encodeur et les poids de fusion qui sont en service"
    )
    raison: str | None = Field(description="Ce qui diffère, `null` quand rien ne diffère")


class VersionReponse(BaseModel):
    """Response of /version: versions of the service, of its search index and of its text encoder.

    It also has the age of the index, the numbers of records (fiches) and passages (texts cut from
    records) in it, the state of the calibration and the search mode.
    """

    service: str = Field(description="Version du service")
    index: str = Field(description="Version de l'index")
    date_index: datetime = Field(description="Construction de l'index (UTC)")
    age_s: int = Field(description="Âge de l'index, en secondes", examples=[3600])
    sha256: str = Field(
        description="SHA-256 de `manifest.json`, qui porte celui de chaque fichier de l'index"
    )
    encodeur: str = Field(description="Encodeur qui a fait l'index")
    empreinte: str = Field(description="Empreinte de l'encodeur (SHA-256)")
    fiches: int
    passages: int
    calibration: CalibrationReponse
    mode: str = Field(description="« hybride », ou « lexical » sans l'encodeur ou sans le moteur")
