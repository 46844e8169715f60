"""The `orientess` command, but for what prepares the encoder."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

from index.artefact import versions
from index.artefact.manifest import read_manifest
from index.encoder import words
from index.errors import ArtefactMissing, EncoderUnavailable, OrientessError
from index.indexing.build import build
from index.records.jsonl import to_json
from service.cli.main import main
from service.observability import logs
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.service.cli.conftest import Run
from tests.service.process import free_port


@pytest.fixture(autouse=True)
def _environment(environment: None) -> None:
    """The small index and a folder of data, for every test."""


@pytest.fixture
def run_main(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs the whole programme: its exit status, what it printed and what it complained of."""

    def runs(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["orientess", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return runs


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "inconnue"), "Aucune fiche n'a l'identifiant « inconnue »."),
        (("search", "!!!"), "Écrivez votre besoin avec quelques mots."),
        (("search", "ordinateur", "-n", "51"), "La taille d'une page va de 1 à 50."),
        (("import", "absent.jsonl"), "attendu un fichier CSV ou JSON entier"),
        (("evaluate",), "est illisible"),
        (("rollback",), "Aucune version plus ancienne"),
    ],
)
def test_a_fault_should_be_explained_without_a_stack_trace(
    run_main: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], message: str
) -> None:
    status, out, err = run_main(*arguments)
    assert (status, out) == (1, "")
    assert message in err
    assert "Traceback" not in err


def test_a_setting_that_cannot_be_read_should_be_named(
    run_main: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "peut-etre")
    status, out, err = run_main("show", "clic-pour-tous")
    assert (status, out) == (2, "")
    assert err == "ORIENTESS_USE_ENCODER : trouvé « peut-etre », attendu 1, 0, true ou false.\n"
    assert "Traceback" not in err


def test_a_variable_that_has_another_name_should_be_told_and_read(
    run_main: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MILVUS_URI", "http://milvus.exemple:19530")
    status, _, err = run_main("show", "clic-pour-tous")
    assert (status, Settings().engine_url) == (0, "http://milvus.exemple:19530")
    assert err.startswith("MILVUS_URI s'appelle désormais ORIENTESS_ENGINE_URL ; l'ancien nom")


def test_a_command_that_succeeds_should_end_with_zero(
    run_main: Callable[..., tuple[int, str, str]],
) -> None:
    status, out, err = run_main("show", "clic-pour-tous")
    assert (status, err) == (0, "")
    assert json.loads(out)["nom"] == "Clic pour tous"


def test_the_command_alone_should_show_what_it_can_do(run: Run) -> None:
    output = run().output
    for command in ("build", "serve", "search", "show", "import", "rollback", "evaluate"):
        assert command in output


def test_the_version_before_should_be_put_back(
    run: Run, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "var" / "index"
    shutil.copytree(small_home, home, symlinks=True)
    first = versions.current_version(home)
    build(SMALL_CATALOGUE[:2], HashEncoder(), "hash", home)
    monkeypatch.setenv("ORIENTESS_VAR", str(home.parent))
    assert run("rollback").output == f"Version en service : {first}\n"
    assert versions.current_version(home) == first


def test_a_search_without_an_index_should_say_how_to_make_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path))
    with pytest.raises(ArtefactMissing, match="orientess build"):
        run("search", "ordinateur")


@pytest.fixture
def judged(tmp_path: Path) -> None:
    """Two judged needs, one of them out of scope, each written in two ways."""
    folder = tmp_path / "data" / "evaluation"
    folder.mkdir(parents=True)
    lines: dict[str, list[dict[str, Any]]] = {
        "queries.jsonl": [
            {"_id": "b1", "text": "réparer un smartphone"},
            {"_id": "b2", "text": "asdkjh", "metadata": {"portee": "hors-sujet"}},
        ],
        "queries.faute.jsonl": [{"_id": "b1", "text": "asdkjh"}, {"_id": "b2", "text": "internet"}],
    }
    for name, needs in lines.items():
        text = "".join(json.dumps(need) + "\n" for need in needs)
        (folder / name).write_text(text, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nb1\tatelier-phenix\t3\n"
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")


@pytest.mark.usefixtures("judged")
def test_the_evaluation_should_print_a_table(run: Run) -> None:
    output = run("evaluate").output
    assert "1 besoins qui ont une réponse, 1 hors sujet" in output
    for title in ("écriture", "voie", "nDCG@10", "succès@1", "rappel@10", "MRR"):
        assert title in output
    for cell in ("propre", "faute", "fusion", "servi", "1.000", "100%"):
        assert cell in output


@pytest.mark.usefixtures("judged")
def test_the_evaluation_should_print_one_line_of_json_a_measure(run: Run) -> None:
    rows = [json.loads(line) for line in run("evaluate", "--json").output.splitlines()]
    served = {row["variant"]: row for row in rows if row["method"] == "servi"}
    assert {row["method"] for row in rows} == {
        "mots",
        "orthographe",
        "fusion",
        "servi",
        "servi, sûr",
        "ordre",
    }
    assert served["propre"]["measures"]["succès@1"] == 1
    assert (served["propre"]["kept"], served["propre"]["false_answers"]) == (1, 0)
    assert (served["faute"]["kept"], served["faute"]["false_answers"]) == (0, 1)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the server was told, instead of serving, by a service without misspelt settings."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: told.update(options))
    monkeypatch.setattr(logs, "configure", lambda _as_json: None)
    return told


@pytest.fixture
def served(server: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The same, where nothing is built first nor prepared beside."""
    monkeypatch.setattr("service.cli.main._build_first", lambda _settings: None)
    monkeypatch.setattr("service.cli.main._left_to_prepare", lambda _settings, _asked: [])
    return server


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - not opened
def test_serving_should_listen_where_told_and_log_no_access(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    by_variable, by_option = free_port(), free_port()
    monkeypatch.setenv("ORIENTESS_PORT", str(by_variable))
    run("serve", "--host", host)
    assert (served["host"], served["port"]) == (host, by_variable)
    run("serve", "--host", host, "--port", str(by_option))
    assert (served["host"], served["port"]) == (host, by_option)
    assert served["access_log"] is False


@pytest.mark.parametrize("as_json", [True, False])
def test_the_address_should_be_printed_for_people_alone(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    port = free_port()
    monkeypatch.setenv("ORIENTESS_LOG_JSON", str(as_json))
    printed = run("serve", "--port", str(port)).stdout
    assert served["port"] == port
    assert (f"http://127.0.0.1:{port}" in printed) is not as_json
    assert bool(printed) is not as_json


@pytest.mark.parametrize("name", ["ORIENTESS_PORT", "ORIENTESS_METRICS_PORT"])
def test_a_port_that_is_taken_should_be_named_before_anything_is_opened(
    run_main: Callable[..., tuple[int, str, str]],
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setenv("ORIENTESS_PORT", str(free_port()))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv(name, str(port))
        status, out, err = run_main("serve")
    assert (status, out, served) == (1, "", {})
    assert f"port {port} : ce port est pris ({name}" in err
    assert len(err.splitlines()) == 1


def test_a_store_whose_client_is_absent_should_be_refused_before_anything_is_opened(
    run_main: Callable[..., tuple[int, str, str]],
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIENTESS_STORE", "postgresql+psycopg://base.exemple/orientess")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    status, out, err = run_main("serve")
    assert (status, out, served) == (1, "", {})
    assert "installez « orientess[postgresql] »" in err


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, "ORIENTESS_PUBLISHER et ORIENTESS_PUBLISHER_CONTACT"),
        ({"ORIENTESS_PUBLISHER": "Un réseau"}, "manque ORIENTESS_PUBLISHER_CONTACT."),
        ({"ORIENTESS_PUBLISHER_CONTACT": "a@b.example"}, "manque ORIENTESS_PUBLISHER."),
        (
            {"ORIENTESS_PUBLISHER": "Un réseau", "ORIENTESS_PUBLISHER_CONTACT": "  "},
            "manque ORIENTESS_PUBLISHER_CONTACT.",
        ),
    ],
)
def test_a_public_site_should_not_start_without_its_publisher_and_contact(
    run_main: Callable[..., tuple[int, str, str]],
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, str],
    missing: str,
) -> None:
    monkeypatch.setenv("ORIENTESS_PRODUCTION", "1")
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    status, out, err = run_main("serve", "--port", str(free_port()))
    assert (status, out, served) == (1, "", {})
    assert missing in err
    for told in ("/mentions", "/etc/orientess/orientess.env", "ORIENTESS_PRODUCTION=0"):
        assert told in err


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"ORIENTESS_PRODUCTION": "0"},
        {
            "ORIENTESS_PRODUCTION": "1",
            "ORIENTESS_PUBLISHER": "Un réseau",
            "ORIENTESS_PUBLISHER_CONTACT": "https://reseau.example/ecrire",
        },
    ],
)
def test_a_site_should_start_on_trial_or_once_its_publisher_is_said(
    run: Run, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str]
) -> None:
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    port = free_port()
    run("serve", "--port", str(port))
    assert served["port"] == port


def test_measures_should_not_share_the_port_of_the_service(
    run_main: Callable[..., tuple[int, str, str]],
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = str(free_port())
    monkeypatch.setenv("ORIENTESS_PORT", port)
    monkeypatch.setenv("ORIENTESS_METRICS_PORT", port)
    assert "ORIENTESS_METRICS_PORT" in run_main("serve")[2]
    assert not served


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, None),
        ({"ORIENTESS_WORKER": "2"}, "ORIENTESS_WORKER inconnue : est-ce ORIENTESS_WORKERS ?"),
        ({"ORIENTESS_TRUSTED_PROXIES": "127.0.0.1"}, "ORIENTESS_ADDRESS est vide"),
        (
            {
                "ORIENTESS_TRUSTED_PROXIES": "127.0.0.1",
                "ORIENTESS_ADDRESS": "https://exemple.fr",
            },
            None,
        ),
        ({"ORIENTESS_VAR": "absent"}, "absent n'existe pas"),
        ({"ENCODER": "/nope"}, "ENCODER dit « /nope »"),
    ],
)
def test_a_slip_of_the_operator_should_be_told_at_the_start(
    run: Run,
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    chosen: dict[str, str],
    told: str | None,
) -> None:
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    run("serve", "--port", str(free_port()))
    assert served
    warned = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert len(warned) == (told is not None)
    assert told is None or told in warned[0]


@pytest.fixture
def without_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine without the encoder nor what prepares one, and without index."""
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setattr("index.indexing.text_parts._french_words", lambda: (("pas", 6.2),))
    settings = Settings()
    settings.actors.write_text(to_json(SMALL_CATALOGUE[2]) + "\n", encoding="utf-8")
    return settings


def test_an_index_should_be_built_by_words_without_what_prepares_the_encoder(
    run: Run, without_encoder: Settings
) -> None:
    assert "pip install 'orientess[prepare]'" in run("build").stderr
    built = read_manifest(without_encoder.index_home / "current")
    assert (built.encoder, built.records) == (words.NAME, 1)
    assert json.loads(run("search", "internet", "--json").output)["mode"] == "lexical"


def test_words_should_not_replace_an_index_of_meaning(
    run: Run, without_encoder: Settings, monkeypatch: pytest.MonkeyPatch, small_home: Path
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    with pytest.raises(EncoderUnavailable, match="L'index en service cherche par le sens"):
        run("build")


@pytest.fixture
def started(without_encoder: Settings, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What serving built first, then what it prepared beside: the commands, without their start."""
    asked: list[list[str]] = []

    def build_first(command: list[str], **_options: bool) -> SimpleNamespace:
        asked.append(command[3:])
        return SimpleNamespace(returncode=0)

    def prepare(_settings: Settings, command: list[str]) -> nullcontext[None]:
        asked.append(command[-1:])
        return nullcontext()

    monkeypatch.setattr("service.cli.main.subprocess.run", build_first)
    monkeypatch.setattr("service.cli.main.preparing", prepare)
    return asked


def test_serving_without_an_index_should_build_one_by_words_first(
    run: Run, server: dict[str, Any], started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "pip install 'orientess[prepare]'" in run("serve", "--port", str(free_port())).stderr
    assert started == [["build", "--mots"], []]
    run("build", "--mots")
    started.clear()
    monkeypatch.setattr("service.cli.main.can_prepare", lambda: True)
    run("serve", "--port", str(free_port()))
    assert started == [["build"]]
    assert server


def test_serving_should_run_beside_what_the_caller_says(
    run: Run, server: dict[str, Any], started: list[list[str]]
) -> None:
    run("build", "--mots")
    run("serve", "--port", str(free_port()), "--preparer", "make 'tout'")
    assert started == [["tout"]]
    assert server


def test_a_replica_should_wait_for_its_index(
    run: Run, server: dict[str, Any], started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_INDEX_URL", "/srv/published")
    run("serve", "--port", str(free_port()), "--preparer", "make build")
    assert started == [[]]
    assert server


def test_an_index_of_meaning_should_be_served_as_it_is(
    run: Run,
    server: dict[str, Any],
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    small_home: Path,
) -> None:
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    run("serve", "--port", str(free_port()))
    assert started == [[]]
    assert server


def test_a_build_that_fails_should_not_be_served(
    run: Run, server: dict[str, Any], started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = SimpleNamespace(returncode=1)
    monkeypatch.setattr("service.cli.main.subprocess.run", lambda *_a, **_o: failed)
    with pytest.raises(OrientessError, match="n'a pas pu être construit"):
        run("serve", "--port", str(free_port()))
    assert server == {}


@pytest.mark.parametrize("command", ["serve", "build"])
def test_a_folder_without_data_should_be_told_with_the_setting_that_names_it(
    run_main: Callable[..., tuple[int, str, str]],
    served: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path / "vide"))
    status, _out, err = run_main(command)
    assert (status, served) == (1, {})
    assert "réglez ORIENTESS_DATA" in err.splitlines()[-1]


def test_an_encoder_that_is_not_the_one_served_should_be_told(
    run: Run,
    served: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("ENCODER", "/nope")
    run("serve", "--port", str(free_port()))
    assert "ENCODER dit « /nope », et l'encodeur préparé est « aucun »" in caplog.text
