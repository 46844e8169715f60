"""Live index: opened at start-up, replaced when a new version is published.

A request uses the index it began with, so that none fails during a replacement.
"""

from __future__ import annotations

import logging
from threading import Lock
from time import monotonic

from index.artefact import versions
from index.artefact.versions import current_version, earlier_versions
from index.encoder.onnx import SERVING_FILE, Encoder, OnnxEncoder
from index.errors import ArtefactMismatch, ArtefactMissing, EncoderError, OrientessError
from index.guide.items import Guides
from index.matching.classification import Classifier
from index.matching.embedding_map import EmbeddingMap
from index.matching.needs import Matcher
from index.messages import in_french
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.search.calibration import read_calibration
from index.search.results import Mode
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.skills.recommender import Recommender
from index.taxonomy.thesaurus import Thesaurus
from index.text.synonyms import Synonyms
from service.runtime.periodic import PeriodicTask
from service.settings import Settings

LOG = logging.getLogger("orientess")


RETRY_AFTER_S = 30.0
"""Seconds before a refused version is tried again: the error may be temporary."""


class OpenIndex:
    """One opened version of the index: its searcher and what is built over it."""

    def __init__(self, searcher: Searcher, thesaurus: Thesaurus) -> None:
        """searcher: over the index; thesaurus: labels of its needs."""
        self.searcher, retriever = searcher, searcher.retriever
        self.guides = Guides.of(retriever.content, thesaurus)
        self.embedding_map = EmbeddingMap(retriever)
        self.matcher = Matcher(retriever)
        self.recommender = Recommender(retriever)
        self.classifier = Classifier(retriever)


class LiveIndex:
    """Index in service, reloaded when another version is published."""

    def __init__(self, settings: Settings, thesaurus: Thesaurus | None = None) -> None:
        """Open nothing yet.

        settings: paths of the index and of the encoder; thesaurus: labels of the needs.
        """
        self._settings = settings
        self._thesaurus = thesaurus or Thesaurus({}, {})
        self._current: OpenIndex | None = None
        self._encoder: Encoder | None = None
        self._gazetteer: Gazetteer | None = None
        self._refused: tuple[str, float] | None = None
        self._opening = Lock()
        self._watch = PeriodicTask("veille-index", settings.reload_seconds, self.refresh)

    @property
    def current(self) -> OpenIndex:
        """Opened version of the index in service.

        Raises:
            ArtefactMissing: when no index could be opened yet.
        """
        if self._current is None:
            raise ArtefactMissing("Aucun index n'est prêt : lancez « orientess build ».")
        return self._current

    @property
    def searcher(self) -> Searcher:
        """Searcher over the index in service.

        Raises:
            ArtefactMissing: when no index could be opened yet.
        """
        return self.current.searcher

    def state(self) -> tuple[str, str] | None:
        """Return the version and the mode of the index in service, None when none is ready."""
        if self._current is None:
            return None
        searcher = self._current.searcher
        return searcher.manifest.version, searcher.mode.value

    def start(self) -> None:
        """Open the index and its encoder, then watch for new versions. Wait for a missing index."""
        self.refresh()
        self._watch.start()

    def stop(self) -> None:
        """Stop watching."""
        self._watch.stop()

    def refresh(self) -> None:
        """Open the published version if it is not in service; keep the old one on any error.

        When none is in service and the published one is damaged or missing, the latest sound
        version before it is served.
        """
        with self._opening:
            version = current_version(self._settings.index_home)
            if version is not None and not self._is_wanted(version):
                return
            if version is not None and self._take(version):
                self._refused = None
                return
            self._refused = None if version is None else (version, monotonic() + RETRY_AFTER_S)
            if self._current is None:
                any(map(self._take, earlier_versions(self._settings.index_home)))

    def _take(self, version: str) -> bool:
        """Put a version in service; return False, and log, if it cannot be opened."""
        try:
            self._current = OpenIndex(self._open_searcher(version), self._thesaurus)
        except (OrientessError, OSError) as error:
            LOG.error("index %s refusé : %s", version, in_french(error))
            return False
        LOG.info("index %s en service", version)
        conformity = self.searcher.retriever.conformity
        if not conformity:
            LOG.warning("étalonnage du %s : %s", conformity.date, conformity.reason)
        return True

    def _is_wanted(self, version: str) -> bool:
        """Return whether a version is not in service, or could now be searched by meaning too."""
        if self._refused is not None and self._refused[0] == version:
            return monotonic() >= self._refused[1]
        if self._current is None or self.searcher.manifest.version != version:
            return True
        prepared = (self._settings.serving / SERVING_FILE).exists()
        return self._settings.use_encoder and self._encoder is None and prepared

    def _open_searcher(self, version: str) -> Searcher:
        """Open a version; the search is hybrid if the encoder that built it is prepared here."""
        opened = versions.read(self._settings.index_home, version)
        limit_s = self._settings.encode_limit_ms / 1000
        wanted = opened.manifest.fingerprint
        if self._settings.use_encoder and not self._has_encoder(wanted):
            self._encoder = self._open_encoder() or self._encoder
        names = self._gazetteer or Gazetteer(read_communes(self._settings.communes))
        self._gazetteer = names
        encoder = self._encoder if self._has_encoder(wanted) else None
        if encoder is None and self._current is not None and self.searcher.mode is Mode.HYBRID:
            raise ArtefactMismatch(
                f"son encodeur ({opened.manifest.encoder}) n'est pas préparé ici"
            )
        retriever = Retriever(
            opened,
            encoder,
            read_calibration(self._settings.calibration),
            encode_limit_s=limit_s,
            gazetteer=names,
            synonyms=Synonyms.read(self._settings.synonyms),
        )
        return Searcher(retriever)

    def _has_encoder(self, fingerprint: str) -> bool:
        return self._encoder is not None and self._encoder.fingerprint == fingerprint

    def _open_encoder(self) -> Encoder | None:
        try:
            return OnnxEncoder(self._settings.serving, threads_each=self._settings.encoder_threads)
        except (EncoderError, OSError) as error:
            LOG.error("sans encodeur, recherche par les mots seulement : %s", in_french(error))
            return None
