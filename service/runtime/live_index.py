"""The searcher in use: opened at start-up, replaced when a new index is published.

A request holds the searcher it began with, so that none fails while another takes over.
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
"""A version that was refused is tried again after this long: the fault may be a passing one."""


class OpenIndex:
    """What answers over one index: the searcher, and what is made over it."""

    def __init__(self, searcher: Searcher, thesaurus: Thesaurus) -> None:
        """searcher: over the index; thesaurus: the labels of its needs."""
        self.searcher, retriever = searcher, searcher.retriever
        self.guides = Guides.of(retriever.content, thesaurus)
        self.embedding_map = EmbeddingMap(retriever)
        self.matcher = Matcher(retriever)
        self.recommender = Recommender(retriever)
        self.classifier = Classifier(retriever)


class LiveIndex:
    """Holds the searcher over the current index and watches for the next one."""

    def __init__(self, settings: Settings, thesaurus: Thesaurus | None = None) -> None:
        """Nothing is opened yet.

        settings: where the index and the encoder are; thesaurus: the labels of the needs.
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
        """What answers over the index in use.

        Raises:
            ArtefactMissing: when no index could be opened yet.
        """
        if self._current is None:
            raise ArtefactMissing("Aucun index n'est prêt : lancez « orientess build ».")
        return self._current

    @property
    def searcher(self) -> Searcher:
        """The searcher in use.

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
        """Open the index and its encoder, then watch. A missing index is waited for."""
        self.refresh()
        self._watch.start()

    def stop(self) -> None:
        """Stop watching."""
        self._watch.stop()

    def refresh(self) -> None:
        """Open the current index if it is not the one in use; keep the old one on any fault.

        When none is in use and the current one is damaged, or its link lost, the latest that was
        current before it and is sound serves meanwhile.
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
        """Put a version in service, if it can be."""
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
        """Whether a version is another than the one in use, or can now be served better."""
        if self._refused is not None and self._refused[0] == version:
            return monotonic() >= self._refused[1]
        if self._current is None or self.searcher.manifest.version != version:
            return True
        prepared = (self._settings.serving / SERVING_FILE).exists()
        return self._settings.use_encoder and self._encoder is None and prepared

    def _open_searcher(self, version: str) -> Searcher:
        """A searcher over a version, by meaning if the encoder that made it is here."""
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
