"""Probes: liveness, readiness, version of what is served, and metrics."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version

from fastapi import Depends, Request
from starlette.responses import Response

from service.auth.access import require
from service.auth.rights import Scope
from service.http.responses import NOT_READY
from service.http.routes import ReadableRouter
from service.observability.metrics import Metrics
from service.observability.multiprocess import built_at
from service.observability.schemas import (
    CalibrationReponse,
    EtatReponse,
    MoteurReponse,
    PreparationReponse,
    PretReponse,
    VersionReponse,
)
from service.preparation.state import read_preparation
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.settings import Settings

router = ReadableRouter(tags=["etat"])


@router.get("/sante", summary="Le service vit")
def sante(request: Request) -> EtatReponse:
    """Répond tant que le processus vit, index ou non ; dit où en est la recherche par le sens."""
    told = read_preparation(services_of(request).get(Settings).preparation)
    if told is None:
        return EtatReponse(etat="ok")
    reason = told.erreur or None
    state = PreparationReponse(
        etape=told.etape, pourcent=told.percent, reste_s=told.left_s, erreur=reason
    )
    return EtatReponse(etat="ok", preparation=state)


@router.get("/pret", responses={503: NOT_READY}, summary="Le service est prêt")
def pret(searcher: CurrentSearch) -> PretReponse:
    """Répond 200 quand un index vérifié est en service, 503 sinon.

    Sans réponse de son moteur, les recherches se font par les mots : le service reste prêt.
    """
    manifest, health = searcher.manifest, searcher.retriever.engine_health()
    engine = MoteurReponse(nom=manifest.engine, repond=health.answers, raison=health.reason or None)
    return PretReponse(etat="prêt", index=manifest.version, mode=searcher.mode.value, moteur=engine)


@router.get("/version", responses={503: NOT_READY}, summary="Ce qui est servi")
def served_version(searcher: CurrentSearch) -> VersionReponse:
    """Versions du service, de l'index et de l'encodeur, et date de l'étalonnage."""
    manifest, conformity = searcher.manifest, searcher.retriever.conformity
    built = built_at(manifest.version)
    text = manifest.model_dump_json(indent=2) + "\n"
    return VersionReponse(
        service=version("orientess"),
        index=manifest.version,
        date_index=built,
        age_s=int((datetime.now(UTC) - built).total_seconds()),
        sha256=sha256(text.encode()).hexdigest(),
        encodeur=manifest.encoder,
        empreinte=manifest.fingerprint,
        fiches=manifest.records,
        passages=manifest.passages,
        calibration=CalibrationReponse(
            date=conformity.date, conforme=bool(conformity), raison=conformity.reason or None
        ),
        mode=searcher.mode.value,
    )


@router.api_route(
    "/metrics",
    methods=["GET", "HEAD"],
    dependencies=[Depends(require(Scope.METRIQUES))],
    include_in_schema=False,
)
def measures(request: Request) -> Response:
    """Les mesures pour Prometheus, avec une clé de portée « metriques »."""
    accepted = request.headers.get("accept", "")
    text, media_type = services_of(request).get(Metrics).exposition(accepted)
    return Response(text, media_type=media_type)
