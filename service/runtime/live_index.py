"""Live index: search index opened at start-up, replaced when a new version is published.

A request uses the index it began with, so that none fails during a replacement.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from threading import Lock
from time import monotonic

from index.artefact import versions
from index.artefact.suggestion_index import SuggestionIndex
from index.artefact.versions import current_version, earlier_versions
from index.browsing.selection import Browser
from index.emergencies.danger_encoder import DangerEncoder
from index.emergencies.detector import Emergencies
from index.encoder import words
from index.encoder.onnx import SERVING_FILE, OnnxEncoder
from index.encoder.tagging import WordTagger
from index.errors import ArtefactMismatch, ArtefactMissing, EncoderError, OrientessError
from index.facts.marks import Tagger
from index.facts.sorting import Sorter
from index.matching.classification import Classifier
from index.matching.embedding_map import EmbeddingMap
from index.matching.needs import Matcher
from index.matching.word_cosines import WordCosines
from index.messages import in_french
from index.ordering.ordering import read_ordering
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.search.calibration import read_calibration
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from index.skills.recommender import Recommender
from index.skills.teaching import Teaching
from index.text.synonyms import Synonyms
from service.preparation.state import Preparation, read_preparation
from service.runtime.heap import give_back, settle
from service.runtime.periodic import PeriodicTask
from service.settings import Settings

LOG = logging.getLogger("orientess")


AT_ONCE = 2
"""Texts of a profile that are encoded at the same time: each takes a core."""
RETRY_AFTER_S = 30.0
"""Seconds before an index that could not be opened is tried again: the error may be temporary."""


MOST_NAMES = 3_000
"""Most names of records that a page completes: some 100 kB, 30 once compressed."""


class OpenIndex:
    """One opened version of the search index: its searcher, and the objects built over it.

    searcher: finds the records (organisations and programmes) that answer a query; browser: lists
    records without a text; embedding_map:
    map of the records by similarity; word_cosines: compares words; matcher: compares records and
    needs; recommender: compares the skills of a person with occupations; teaching: finds who
    teaches a skill; classifier: finds the
    needs and occupations that a text expresses.
    """

    def __init__(
        self, searcher: Searcher, sorter: Sorter | None = None, tagger: Tagger | None = None
    ) -> None:
        """searcher: over the opened index; sorter: of what people say, None for words alone.

        tagger: marks the words of what they say, None for the sorter alone.
        """
        self.searcher, retriever = searcher, searcher.retriever
        self.browser = Browser(retriever)
        self.embedding_map = EmbeddingMap(retriever)
        self.word_cosines = WordCosines(retriever)
        self.matcher = Matcher(retriever)
        self.recommender = Recommender(retriever, sorter, tagger)
        self.teaching = Teaching(retriever)
        self.classifier = Classifier(retriever)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the first organisations and programmes, each once: a page completes them."""
        actors = (each.nom for each in self.searcher.retriever.records if each.type != "besoin")
        return tuple(dict.fromkeys(islice(actors, MOST_NAMES)))


class LiveIndex:
    """Search index that answers requests, replaced when another version is published on the disk.

    Only the words of queries are compared (mode "lexical") when the text encoder that built the
    index is missing or disabled, or its engine does not answer; otherwise words and meaning are
    (mode "hybride").
    """

    def __init__(self, settings: Settings, afterwards: Sequence[Callable[[], None]] = ()) -> None:
        """Prepare the object; no index is opened before `start`.

        settings: paths of the index and of the encoder, seconds between two checks for a new
        version; afterwards: what else to compute in the thread that looks for one, once an index is
        in service: a request that comes before computes it itself.
        """
        self._settings, self._afterwards = settings, afterwards
        self._current: OpenIndex | None = None
        self._settled: OpenIndex | None = None
        self._encoders: dict[Path, OnnxEncoder] = {}
        self._manifests: dict[Path, tuple[int, int] | None] = {}
        self._refused: tuple[str, float] | None = None
        self._opening = Lock()
        self._asking, self._told = Lock(), ""
        self._absent_told = False
        self._watch = PeriodicTask("veille-index", settings.reload_seconds, self._look_again)

    @property
    def current(self) -> OpenIndex:
        """Opened version of the search index that answers requests now.

        Raises:
            ArtefactMissing: when no version could be opened yet: none is published, or all failed.
        """
        if self._current is None:
            raise ArtefactMissing("Aucun index n'est prêt : lancez « orientess build ».")
        return self._current

    @property
    def searcher(self) -> Searcher:
        """Searcher over the index that answers requests now: it finds the records for a query.

        Raises:
            ArtefactMissing: when no version could be opened yet: none is published, or all failed.
        """
        return self.current.searcher

    @property
    def suggestions(self) -> SuggestionIndex:
        """Needs and places to suggest, of the index in service; empty while none is open."""
        if self._current is None:
            return SuggestionIndex()
        return self._current.searcher.retriever.content.suggestions

    def state(self) -> tuple[str, str] | None:
        """Return the version of the index in service and its search mode.

        The mode is "hybride" (words and meaning are compared) or "lexical" (words only). None when
        no index is open yet.
        """
        if self._current is None:
            return None
        searcher = self._current.searcher
        return searcher.manifest.version, searcher.mode.value

    def preparation(self) -> Preparation | None:
        """Return how far the preparation of searches by meaning is, None when none runs.

        None too when it failed, and once an index of meaning is in service.
        """
        if self._current is not None and self._current.searcher.manifest.encoder != words.NAME:
            return None
        told = read_preparation(self._settings.preparation)
        return None if told is None or told.erreur else told

    def start(self) -> None:
        """Open the index and its text encoder, then watch for new versions in a thread.

        A missing index raises nothing: it is opened soon after it is published.
        """
        self._look()
        self._watch.start()

    def stop(self) -> None:
        """Stop watching for new versions; the open index stays in service."""
        self._watch.stop()

    def _look(self) -> None:
        """Look for another version, and ask the engine of the index in service if it answers."""
        self.refresh()
        if self._current is not None:
            self.ask_engine()

    def _look_again(self) -> None:
        """Look for another version, then compute what the next requests would wait for."""
        before = self._settled or self._current
        self._look()
        if self._current is None:
            return  # nobody is answered yet: the index comes first
        if self._settled is self._current:
            return
        self._settled = opened = self._current
        replaced = before is not None and before is not opened
        del before  # it would keep what was replaced in memory
        prepared: list[Callable[[], None]] = [*self._afterwards, partial(self._prepare, opened)]
        for prepare in prepared:
            try:
                prepare()
            except (OrientessError, OSError) as error:  # requests say it too, and the rest goes on
                LOG.error("préparation manquée, index en service : %s", in_french(error))
        if replaced:
            settle()
        else:
            give_back()

    @staticmethod
    def _prepare(opened: OpenIndex) -> None:
        """Compute what profiles would wait for: ten seconds with all of ROME, nothing again."""
        if opened.searcher.retriever.has_encoder:
            opened.recommender.compared.prepare()

    def ask_engine(self) -> None:
        """Ask the engine of the index in service if it answers; log that once when it changes."""
        with self._asking:
            reason = self.searcher.retriever.engine_health(ask=True).reason
            name = self.searcher.manifest.engine
            if reason and not self._told:
                LOG.error("moteur %s : %s, recherche par les mots seulement", name, reason)
            elif self._told and not reason:
                LOG.info("moteur %s : il répond de nouveau", name)
            self._told = reason

    def refresh(self) -> None:
        """Open the published version of the index if another one, or none, is in service.

        When it cannot be opened, the error is logged and the version in service stays; when none is
        in service, the most recent earlier version that opens is used. A version that failed is
        tried again only after `RETRY_AFTER_S` seconds.
        """
        with self._opening:
            version = current_version(self._settings.index_home)
            self._tell_absent(version)
            if version is not None and not self._is_wanted(version):
                return
            if version is not None and self._take(version):
                self._refused = None
                return
            self._refused = None if version is None else (version, monotonic() + RETRY_AFTER_S)
            if self._current is None:
                any(map(self._take, earlier_versions(self._settings.index_home)))

    def _tell_absent(self, version: str | None) -> None:
        """Log, once, that no version is published when none is in service either."""
        absent = version is None and self._current is None
        if absent and not self._absent_told:
            home = self._settings.index_home.absolute()
            LOG.error("aucun index dans %s : lancez « orientess build », rien ne se cherche", home)
        self._absent_told = absent

    def _take(self, version: str) -> bool:
        """Put a version in service; return False, and log, if it cannot be opened."""
        try:
            searcher = self._open_searcher(version)
            has_encoder = searcher.retriever.has_encoder
            tagger = self._open_marks(searcher.manifest.fingerprint) if has_encoder else None
            opened = OpenIndex(searcher, self._sorter(), tagger)
            if self._current is not None:  # the version in service answers meanwhile
                self._prepare(opened)
            self._current = opened
        except (OrientessError, OSError) as error:
            LOG.error("index %s refusé : %s", version, in_french(error))
            return False
        LOG.info("index %s en service", version)
        conformity = self.searcher.retriever.conformity
        if not conformity:
            LOG.warning("étalonnage du %s : %s", conformity.date, conformity.reason)
        return True

    def _sorter(self) -> Sorter | None:
        """Return what sorts the words of people; None, and a warning, when its file is absent."""
        if self._settings.sorting.exists():
            return Sorter.read(self._settings.sorting)
        LOG.warning("%s absent : états lus par les mots seulement", self._settings.sorting)
        return None

    def _is_wanted(self, version: str) -> bool:
        """Return whether a version is not in service, or could now be searched by meaning too."""
        if self._refused is not None and self._refused[0] == version:
            return monotonic() >= self._refused[1]
        if self._current is None or self.searcher.manifest.version != version:
            return True
        wanted = self.searcher.manifest.fingerprint
        known = map(self._encoders.get, self._encoder_folders)
        if not self._settings.use_encoder or all(
            each is not None and each.fingerprint == wanted for each in known
        ):
            return False
        now = self._prepared()
        return any(now[path] not in (None, self._manifests.get(path)) for path in now)

    @property
    def _encoder_folders(self) -> list[Path]:
        """Folders of the encoders that the settings ask for: the whole one, maybe its student."""
        student = self._settings.serving_student
        return [self._settings.serving, *([] if student is None else [student])]

    def _prepared(self) -> dict[Path, tuple[int, int] | None]:
        """Return the manifests of encoders that may be opened -> (date in ns, bytes) of each."""
        manifests = (folder / SERVING_FILE for folder in self._encoder_folders)
        return {path: _changed(path) for path in manifests}

    def _open_searcher(self, version: str) -> Searcher:
        """Open a version; the search is hybrid if the encoder that built it is prepared here."""
        own = self._settings
        opened = versions.read(own.index_home, version, own.engine_server)
        limit_s = own.encode_limit_ms / 1000
        wanted = opened.manifest.fingerprint
        encoder, student = None, None
        if own.use_encoder:
            encoder, student = self._open_encoders(wanted)
        if encoder is None and self._current and self.searcher.retriever.has_encoder:
            raise ArtefactMismatch(
                f"son encodeur ({opened.manifest.encoder}) n'est pas préparé ici"
            )
        retriever = Retriever(
            opened,
            encoder,
            read_calibration(own.calibration),
            student=student,
            encode_limit_s=limit_s,
            kept_vectors=own.vector_cache,
            gazetteer=Gazetteer(opened.content.places or read_communes(own.communes)),
            synonyms=Synonyms.read(own.synonyms),
            emergencies=Emergencies.read(
                own.emergencies,
                own.danger_model,
                None if encoder is None else self._open_dangers(wanted, limit_s),
            ),
            ordering=read_ordering(own.order, own.national_services, LOG.warning),
        )
        return Searcher(retriever)

    def _open_encoders(self, wanted: str) -> tuple[OnnxEncoder | None, OnnxEncoder | None]:
        """Return the encoder and its student, if they made the index or were taught by what did.

        wanted: fingerprint of the encoder that built the index. Those in service already are not
        opened again; the log says why one is absent.
        """
        self._manifests = self._prepared()
        whole = self._open_encoder(self._settings.serving, wanted)
        if isinstance(whole, str):
            if self._settings.serving in self._encoders:
                LOG.error("l'encodeur en service reste : %s", whole)
            else:
                LOG.error("sans encodeur, recherche par les mots seulement : %s", whole)
            return None, None
        if self._settings.serving_student is None:
            return whole, None
        student = self._open_encoder(self._settings.serving_student, wanted)
        if isinstance(student, str):
            LOG.warning("sans élève, tout va à l'encodeur complet : %s", student)
            return whole, None
        return whole, student

    def _open_dangers(self, wanted: str, limit_s: float) -> DangerEncoder | None:
        """Return the encoder of dangers, if it was made from the encoder of a fingerprint."""
        opened = self._open_made(self._settings.serving_dangers, wanted)
        return None if opened is None else DangerEncoder(opened, limit_s)

    def _open_marks(self, wanted: str) -> WordTagger | None:
        """Return what marks words, if it was made from the encoder of a fingerprint."""
        opened = self._open_made(self._settings.serving_marks, wanted)
        return None if opened is None else WordTagger(opened)

    def _open_made(self, folder: Path | None, wanted: str) -> OnnxEncoder | None:
        """Return an encoder made from that of a fingerprint; None, and a warning, without it."""
        if folder is None or not (folder / SERVING_FILE).exists():
            return None
        opened = self._open_encoder(folder, wanted)
        if isinstance(opened, str):
            LOG.warning("sans %s : %s", folder.name, opened)
            return None
        return opened

    def _open_encoder(self, folder: Path, wanted: str) -> OnnxEncoder | str:
        """Return the encoder of a folder if it has a fingerprint; else why it cannot serve."""
        in_service = self._encoders.get(folder)
        if in_service is not None and in_service.fingerprint == wanted:
            return in_service
        try:
            opened = OnnxEncoder(
                folder, at_once=AT_ONCE, threads_each=self._settings.search_threads
            )
        except (EncoderError, OSError) as error:
            return in_french(error)
        if opened.fingerprint != wanted:
            return f"{folder} n'a pas l'encodeur qui a fait l'index."
        self._encoders[folder] = opened
        return opened


def _changed(path: Path) -> tuple[int, int] | None:
    """Return the date of a file, in nanoseconds, and its size in bytes; None without it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
