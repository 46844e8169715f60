"""Response models of the probes."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime

from pydantic import BaseModel, Field


class EtatReponse(BaseModel):
    """Response of the liveness probe."""

    etat: str = Field(examples=["ok"])


class PretReponse(BaseModel):
    """Response of the readiness probe."""

    etat: str = Field(examples=["prêt"])
    index: str = Field(description="Version de l'index vérifié qui est en service")


class CalibrationReponse(BaseModel):
    """Fitted numbers that decide which results are shown, and whether they suit what is served."""

    date: Date = Field(description="Ajustement des règles de recherche")
    conforme: bool = Field(
        description="Ajusté pour l'encodeur et les poids de fusion qui sont en service"
    )
    raison: str | None = Field(description="Ce qui diffère, `null` quand rien ne diffère")


class VersionReponse(BaseModel):
    """Versions of the service, of the index and of the encoder."""

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
    mode: str = Field(description="« hybride », ou « lexical » sans l'encodeur")
