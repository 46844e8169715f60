"""The searcher in use: opened at start-up, replaced without a failed request."""

from __future__ import annotations

import gc
import logging
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.arrays import Matrix
from index.artefact import versions
from index.artefact.content import VECTORS
from index.artefact.manifest import MANIFEST
from index.artefact.versions import CURRENT
from index.encoder.onnx import SERVING_FILE, Encoder
from index.engines.base import EngineServer, Health
from index.errors import ArtefactMissing, EncoderUnavailable, InvalidRecords, RecordError
from index.indexing.build import build
from index.search.query import Query
from index.search.results import Mode
from index.search.retriever import Retriever
from index.skills.compared import ComparedOccupations
from index.text.analysis import content_words
from service.app import create_app
from service.runtime import live_index
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.conftest import SERVING, SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.index.artefact.older_format import make_older
from tests.index.engines.milvus.server import serving
from tests.service.services import services_in
from tests.towns import write_towns

PATIENCE_S = 60.0
"""Only a test that fails waits so long, or one on a machine that does much else."""
SMARTPHONE = Query("réparer un smartphone cassé")


def wait_for(happened: Callable[[], bool]) -> bool:
    """Whether something happens before the test loses patience."""
    end = time.monotonic() + PATIENCE_S
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    return happened()


def publish(var: Path, records: int, encoder: Encoder | None = None) -> str:
    """Build the first records of the small catalogue in `var`; the version."""
    chosen = SMALL_CATALOGUE[:records]
    return build(chosen, encoder or HashEncoder(), "hash", var / "index").manifest.version


def damage(var: Path, version: str) -> None:
    """Cut the end of a file of a version."""
    path = var / "index" / version / VECTORS
    path.write_bytes(path.read_bytes()[:-1])


@pytest.fixture
def var(tmp_path: Path, small_home: Path) -> Path:
    """A folder of its own with the index of the small catalogue."""
    shutil.copytree(small_home, tmp_path / "index", symlinks=True)
    return tmp_path


@pytest.fixture
def by_hand(var: Path) -> Iterator[LiveIndex]:
    """A searcher, words only, that looks for a new index only when it is asked to."""
    opened = LiveIndex(Settings(var=var, use_encoder=False, reload_seconds=3600))
    opened.start()
    yield opened
    opened.stop()


def test_a_new_index_should_be_picked_up_without_a_failed_request(var: Path) -> None:
    settings = Settings(var=var, use_encoder=False, reload_seconds=0.02)
    with TestClient(create_app(settings)) as client:
        first = client.get("/version").json()["index"]
        published = threading.Event()
        each_served = threading.Barrier(5, timeout=PATIENCE_S)
        expected: list[str] = []

        def ask() -> tuple[int, str]:
            answer = client.get("/api/v1/search?q=ordinateur")
            return answer.status_code, answer.json().get("version_index")

        def ask_until_the_new_one() -> set[tuple[int, str]]:
            answers = {ask()}
            each_served.wait()
            end = time.monotonic() + PATIENCE_S
            while not published.is_set() or (200, expected[0]) not in answers:
                assert time.monotonic() < end, answers
                answers.add(ask())
            return answers

        with ThreadPoolExecutor(4) as people:
            asked = [people.submit(ask_until_the_new_one) for _ in range(4)]
            each_served.wait()
            expected.append(publish(var, 3))
            published.set()
        for answers in (each.result() for each in asked):
            assert answers == {(200, first), (200, expected[0])}
        assert client.get("/api/v1/facets").json()["total"] == 3


def test_a_request_should_keep_the_index_it_began_with(by_hand: LiveIndex, var: Path) -> None:
    begun = by_hand.searcher
    version = publish(var, 2)
    by_hand.refresh()
    assert by_hand.searcher.manifest.version == version
    assert begun.search(SMARTPHONE).version != version
    assert begun.search(SMARTPHONE).hits[0].record.id == "atelier-phenix"


def test_the_same_index_should_not_be_opened_twice(by_hand: LiveIndex) -> None:
    opened = by_hand.searcher
    by_hand.refresh()
    assert by_hand.searcher is opened


def test_a_damaged_index_should_be_refused_once_and_the_old_one_kept(
    by_hand: LiveIndex, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    served = by_hand.searcher
    damaged = publish(var, 2)
    damage(var, damaged)
    by_hand.refresh()
    by_hand.refresh()
    assert by_hand.searcher is served
    (refused,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert f"index {damaged} refusé" in refused.getMessage()
    assert VECTORS in refused.getMessage()


def test_a_good_index_should_be_taken_after_a_damaged_one(by_hand: LiveIndex, var: Path) -> None:
    damage(var, publish(var, 2))
    by_hand.refresh()
    good = publish(var, 3)
    by_hand.refresh()
    assert by_hand.searcher.manifest.version == good


def test_the_service_should_go_on_over_the_old_index_when_the_new_one_is_damaged(
    var: Path,
) -> None:
    settings = Settings(var=var, use_encoder=False, reload_seconds=3600)
    app = create_app(settings)
    with TestClient(app) as client:
        before = client.get("/version").json()["index"]
        damage(var, publish(var, 2))
        services_in(app).get(LiveIndex).refresh()
        assert client.get("/pret").status_code == 200
        assert client.get("/api/v1/search?q=ordinateur").json()["version_index"] == before


def test_going_back_to_the_version_before_should_be_picked_up(
    by_hand: LiveIndex, var: Path
) -> None:
    first = by_hand.searcher.manifest.version
    publish(var, 2)
    by_hand.refresh()
    versions.rollback(var / "index")
    by_hand.refresh()
    assert by_hand.searcher.manifest.version == first


def test_a_missing_index_should_be_waited_for(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, use_encoder=False, reload_seconds=0.02)
    with TestClient(create_app(settings)) as client:
        assert client.get("/pret").status_code == 503
        publish(tmp_path, 5)
        assert wait_for(lambda: client.get("/pret").status_code == 200)
        assert client.get("/api/v1/search?q=smartphone").status_code == 200


def test_without_an_index_no_searcher_should_be_given(tmp_path: Path) -> None:
    with pytest.raises(ArtefactMissing, match="orientess build"):
        _ = LiveIndex(Settings(var=tmp_path)).searcher


def test_an_index_damaged_before_the_start_should_leave_the_service_unready(var: Path) -> None:
    (var / "index" / versions.CURRENT / MANIFEST).write_text("{", encoding="utf-8")
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as client:
        assert client.get("/sante").status_code == 200
        assert client.get("/pret").status_code == 503


def watchers() -> set[threading.Thread]:
    """The threads that watch the index."""
    return {each for each in threading.enumerate() if each.name == "veille-index"}


def test_stopping_should_end_the_watch(var: Path) -> None:
    before = watchers()
    opened = LiveIndex(Settings(var=var, use_encoder=False, reload_seconds=3600))
    opened.start()
    (watcher,) = watchers() - before
    opened.stop()
    assert not watcher.is_alive()
    opened.stop()
    assert watchers() == before


def test_the_service_should_watch_from_its_start_to_its_end(settings: Settings) -> None:
    before = watchers()
    with TestClient(create_app(settings)):
        assert len(watchers() - before) == 1
    assert watchers() == before


@pytest.mark.parametrize("encoder", [True, False])
def test_the_watch_should_prepare_what_profiles_need_when_they_can_be_read(
    var: Path, monkeypatch: pytest.MonkeyPatch, encoder: bool
) -> None:
    looks: list[bool] = []
    prepared = threading.Event()
    monkeypatch.setattr(Retriever, "has_encoder", property(lambda _retriever: encoder))
    monkeypatch.setattr(ComparedOccupations, "prepare", lambda _compared: prepared.set())
    opened = LiveIndex(Settings(var=var, use_encoder=False, reload_seconds=0.02))
    opened.start()
    monkeypatch.setattr(opened, "refresh", lambda: looks.append(True))
    assert wait_for(lambda: len(looks) > 1)
    opened.stop()
    assert prepared.is_set() is encoder


def test_stopping_what_was_not_started_should_do_nothing(tmp_path: Path) -> None:
    opened = LiveIndex(Settings(var=tmp_path))
    opened.stop()
    assert watchers() == {each for each in watchers() if each.is_alive()}


class Encoders:
    """In the place of prepared encoders on disk: the one that was prepared last."""

    def __init__(self) -> None:
        self.prepared: Encoder | None = HashEncoder()
        self.opened: list[Path] = []

    def __call__(self, folder: Path, **_options: int) -> Encoder:
        self.opened.append(folder)
        if self.prepared is None:
            raise EncoderUnavailable("Aucun encodeur préparé.")
        return self.prepared


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> Encoders:
    """What opening an encoder gives."""
    opened = Encoders()
    monkeypatch.setattr(live_index, "OnnxEncoder", opened)
    return opened


@pytest.fixture
def with_encoder(encoders: Encoders, var: Path) -> Iterator[LiveIndex]:
    """A searcher by meaning that looks for a new index only when it is asked to."""
    opened = LiveIndex(Settings(var=var, use_encoder=True, reload_seconds=3600))
    opened.start()
    yield opened
    opened.stop()


def test_with_its_encoder_the_service_should_search_by_meaning(
    encoders: Encoders, var: Path
) -> None:
    assert encoders.prepared is not None
    with TestClient(create_app(Settings(var=var, use_encoder=True))) as client:
        body = client.get("/api/v1/search?q=réparer+un+smartphone").json()
        page = client.get("/recherche?q=réparer+un+smartphone").text
    signals = {signal["nom"] for signal in body["items"][0]["signaux"]}
    assert body["mode"] == "hybride"
    assert signals == {"sens", "mots", "orthographe", "ressemblance"}
    assert "Recherche par les mots seulement" not in page


@pytest.mark.parametrize(
    ("name", "folders"), [("complet", ["serving"]), ("eleve", ["serving", "student"])]
)
def test_the_student_should_be_opened_beside_the_encoder_if_the_setting_says_so(
    encoders: Encoders, var: Path, name: str, folders: list[str]
) -> None:
    opened = LiveIndex(Settings(var=var, use_encoder=True, query_encoder=name))
    opened.start()
    opened.stop()
    assert encoders.opened == [var / "encoder" / folder for folder in folders]
    assert opened.searcher.search(SMARTPHONE).mode is Mode.HYBRID


def test_a_student_prepared_later_should_be_taken(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = [ToldEncoder(ready=False)]

    def opened_in(folder: Path, **_options: int) -> Encoder:
        if folder.name == "serving":
            return HashEncoder()
        if not student[0].ready:
            raise EncoderUnavailable("Aucun encodeur préparé.")
        return student[0]

    monkeypatch.setattr(live_index, "OnnxEncoder", opened_in)
    opened = LiveIndex(Settings(var=var, use_encoder=True, query_encoder="eleve"))
    opened.refresh()
    opened.searcher.search(SMARTPHONE)
    assert student[0].texts == []
    student[0].ready = True
    prepare_encoder(var, "student")
    opened.refresh()
    opened.searcher.search(SMARTPHONE)
    assert student[0].texts == [SMARTPHONE.text]


class ToldEncoder(HashEncoder):
    """An encoder that keeps the texts it was given; as a student, it knows the words of one."""

    taught = frozenset(word.stem for word in content_words(SMARTPHONE.text))

    def __init__(self, ready: bool = True) -> None:
        super().__init__()
        self.ready, self.texts = ready, list[str]()

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self.texts += texts
        return super().encode_queries(texts)


def prepare_encoder(var: Path, folder: str, manifest: str = "{}") -> None:
    """Write the manifest of an encoder, which a double of `OnnxEncoder` opens."""
    path = var / "encoder" / folder / SERVING_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(manifest, encoding="utf-8")


def test_an_encoder_that_cannot_be_opened_should_be_tried_again_once_it_changed(
    encoders: Encoders, var: Path
) -> None:
    encoders.prepared = None
    prepare_encoder(var, "serving")
    opened = LiveIndex(Settings(var=var, use_encoder=True))
    opened.refresh()
    served = opened.searcher
    opened.refresh()
    assert opened.searcher is served
    assert len(encoders.opened) == 1
    encoders.prepared = HashEncoder()
    prepare_encoder(var, "serving", '{"format": 4}')
    opened.refresh()
    assert opened.searcher.mode is Mode.HYBRID


def test_an_encoder_of_another_index_should_be_told_and_its_successor_taken(
    encoders: Encoders, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    encoders.prepared = HashEncoder("ailleurs")
    prepare_encoder(var, "serving")
    opened = LiveIndex(Settings(var=var, use_encoder=True))
    opened.refresh()
    assert opened.searcher.mode is Mode.LEXICAL
    assert "n'a pas l'encodeur qui a fait l'index" in caplog.text
    encoders.prepared = HashEncoder()
    prepare_encoder(var, "serving", '{"format": 4}')
    opened.refresh()
    assert opened.searcher.search(SMARTPHONE).mode is Mode.HYBRID


@pytest.mark.parametrize("student", [None, HashEncoder("un autre maître")])
def test_without_its_student_queries_should_go_to_the_whole_encoder(
    student: Encoder | None,
    var: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def opened_in(folder: Path, **_options: int) -> Encoder:
        if folder.name == "serving":
            return HashEncoder()
        if student is None:
            raise EncoderUnavailable("Aucun encodeur préparé.")
        return student

    monkeypatch.setattr(live_index, "OnnxEncoder", opened_in)
    opened = LiveIndex(Settings(var=var, use_encoder=True, query_encoder="eleve"))
    opened.refresh()
    assert opened.searcher.mode is Mode.HYBRID
    (told,) = [each for each in caplog.messages if "élève" in each]
    assert told.startswith("sans élève, tout va à l'encodeur complet")


def test_what_cannot_be_prepared_should_be_told_once_and_the_rest_prepared(
    var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def fail() -> None:
        tried.append("lieux")
        raise InvalidRecords([RecordError("communes.csv", 3, "ligne", "« 8x » habitants", "")])

    settings = Settings(var=var, use_encoder=False)
    opened = LiveIndex(settings, (fail, lambda: tried.append("besoins")))
    opened._look_again()
    opened._look_again()
    assert tried == ["lieux", "besoins"]
    (told,) = [each for each in caplog.messages if "préparation manquée" in each]
    assert "communes.csv" in told
    publish(var, 2)
    opened._look_again()
    assert tried == ["lieux", "besoins"] * 2


def test_an_index_replaced_should_leave_the_memory(by_hand: LiveIndex, var: Path) -> None:
    gc.freeze()  # as the service does once it is open
    try:
        left = weakref.ref(by_hand.searcher.retriever._scorer._proposer)
        publish(var, 2)
        by_hand._look_again()
        assert left() is None
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_garbage_should_be_looked_for_once_an_index_was_replaced(
    by_hand: LiveIndex, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in ("give_back", "settle"):
        monkeypatch.setattr(f"service.runtime.live_index.{name}", partial(done.append, name))
    by_hand._look_again()
    publish(var, 2)
    by_hand._look_again()
    assert done == ["give_back", "settle"]


def test_an_encoder_that_is_not_wanted_should_not_be_opened(
    encoders: Encoders, by_hand: LiveIndex
) -> None:
    assert encoders.prepared is not None
    assert by_hand.searcher.search(SMARTPHONE).mode is Mode.LEXICAL


def test_without_a_prepared_encoder_words_should_be_searched_and_the_log_say_so(
    var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = LiveIndex(Settings(var=var, use_encoder=True))
    opened.start()
    opened.stop()
    assert opened.searcher.search(SMARTPHONE).mode is Mode.LEXICAL
    assert "sans encodeur, recherche par les mots seulement" in caplog.text


def test_an_encoder_prepared_anew_should_come_with_its_index(
    with_encoder: LiveIndex, encoders: Encoders, var: Path
) -> None:
    encoders.prepared = HashEncoder("nouveau")
    version = publish(var, 5, encoders.prepared)
    with_encoder.refresh()
    result = with_encoder.searcher.search(SMARTPHONE)
    assert (result.version, result.mode) == (version, Mode.HYBRID)


def test_an_index_by_an_encoder_that_is_not_here_should_be_refused(
    with_encoder: LiveIndex, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    served = with_encoder.searcher
    publish(var, 5, HashEncoder("ailleurs"))
    with_encoder.refresh()
    assert with_encoder.searcher is served
    assert served.search(SMARTPHONE).mode is Mode.HYBRID
    assert "n'est pas préparé ici" in caplog.text


@pytest.mark.model
def test_at_start_an_index_of_another_encoder_should_be_searched_by_words(var: Path) -> None:
    (var / "encoder").symlink_to(SERVING.parent)
    opened = LiveIndex(Settings(var=var, use_encoder=True))
    opened.start()
    opened.stop()
    assert opened.searcher.mode is Mode.LEXICAL


def test_an_index_of_an_older_format_should_be_none_and_say_what_to_do(
    var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_older(var / "index" / CURRENT)
    opened = LiveIndex(Settings(var=var, use_encoder=False, reload_seconds=3600))
    with caplog.at_level(logging.ERROR, logger="orientess"):
        opened.refresh()
    with pytest.raises(ArtefactMissing, match="orientess build"):
        _ = opened.searcher
    assert "a le format 9" in caplog.text
    assert "lancez « orientess build »" in caplog.text


def test_a_calibration_for_other_weights_should_be_reported_in_the_log(
    var: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.search.calibration.SCALES", {})
    opened = LiveIndex(Settings(var=var, use_encoder=False, reload_seconds=3600))
    opened.refresh()
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert warnings[0].endswith("ajusté pour d'autres poids de fusion")


def test_without_a_calibration_no_index_should_be_served(
    var: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_towns(data / "communes.csv")
    LiveIndex(Settings(var=var, data=data, use_encoder=False, reload_seconds=3600)).refresh()
    assert "remettez dans votre dossier de données le fichier data/calibration.json" in caplog.text


def test_an_engine_that_stops_should_be_logged_once_and_when_it_is_back(
    by_hand: LiveIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "orientess")
    states = [Health("il refuse de répondre")] * 2 + [Health()] * 2
    engine = "index.engines.faiss.engine.FaissEngine.health"
    for state in states:
        monkeypatch.setattr(engine, lambda *_, state=state: state)
        by_hand.ask_engine()
    assert caplog.messages == [
        "moteur faiss : il refuse de répondre, recherche par les mots seulement",
        "moteur faiss : il répond de nouveau",
    ]


def test_the_mode_should_say_that_the_engine_does_not_answer(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = LiveIndex(Settings(var=var, reload_seconds=3600))
    monkeypatch.setattr(opened, "_open_encoders", lambda _: (HashEncoder(), None))
    opened.refresh()
    assert opened.searcher.mode is Mode.HYBRID
    monkeypatch.setattr(
        "index.engines.faiss.engine.FaissEngine.health", lambda *_: Health("absent")
    )
    state = opened.state()
    assert state is not None
    assert state[1] == Mode.LEXICAL.value


@pytest.mark.slow
def test_a_service_whose_engine_stops_should_answer_by_words_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveIndex, "_open_encoder", lambda *_: HashEncoder())
    monkeypatch.setattr("index.engines.milvus.engine.ASKED_AGAIN_S", 0.1)
    with serving() as server:
        reached = EngineServer(server.uri, limit_s=20)
        home = tmp_path / "index"
        build(SMALL_CATALOGUE, HashEncoder(), "hash", home, engine="milvus", server=reached)
        settings = Settings(var=tmp_path, reload_seconds=0.1, engine_url=server.uri)
        with TestClient(create_app(settings)) as client:

            def told() -> tuple[str, bool, str]:
                ready = client.get("/pret").json()
                search = client.get("/api/v1/search", params={"q": "réparer un smartphone"}).json()
                assert search["items"]
                return ready["mode"], ready["moteur"]["repond"], search["mode"]

            assert wait_for(lambda: told() == ("hybride", True, "hybride"))
            server.stop()
            assert wait_for(lambda: told() == ("lexical", False, "lexical"))
            asked = time.monotonic()
            assert told() == ("lexical", False, "lexical")
            assert time.monotonic() - asked < 2 * settings.engine_limit_ms / 1000 + 1
            server.start()
            assert wait_for(lambda: told() == ("hybride", True, "hybride"))


def test_the_journal_should_say_why_nothing_is_found_without_an_index(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = LiveIndex(Settings(var=tmp_path / "absent", use_encoder=False, reload_seconds=3600))
    for _ in range(3):
        opened.refresh()
    told = [each.getMessage() for each in caplog.records if "aucun index" in each.getMessage()]
    home = tmp_path / "absent" / "index"
    assert told == [f"aucun index dans {home} : lancez « orientess build », rien ne se cherche"]


def test_an_index_that_is_there_should_not_be_told_as_absent(
    by_hand: LiveIndex, caplog: pytest.LogCaptureFixture
) -> None:
    by_hand.refresh()
    assert "aucun index" not in caplog.text
