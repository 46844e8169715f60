"""What an operator may set, and what is refused at start-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from index.encoder.onnx import SERVING_STUDENT
from index.engines.base import EngineServer
from service.settings import (
    Settings,
    error_messages,
    renamed_variables,
    unknown_variables,
    variables,
)
from tests.conftest import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from the machine that runs the tests."""
    for name in variables().values():
        monkeypatch.delenv(name, raising=False)


def test_without_any_variable_the_service_should_listen_to_this_machine_only() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.encoder == ""
    assert settings.use_encoder
    assert not settings.hsts


@pytest.mark.parametrize(("written", "expected"), [("1", True), ("0", False), ("false", False)])
def test_a_boolean_should_be_read(
    monkeypatch: pytest.MonkeyPatch, written: str, expected: bool
) -> None:
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", written)
    assert Settings().use_encoder is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORIENTESS_USE_ENCODER", "peut-etre"),
        ("ORIENTESS_USE_ENCODER", ""),
        ("ORIENTESS_HSTS", "2"),
        ("ORIENTESS_PORT", "0"),
        ("ORIENTESS_PORT", "65536"),
        ("ORIENTESS_PORT", "http"),
        ("ORIENTESS_ENCODER_THREADS", "0"),
        ("ORIENTESS_ENCODE_LIMIT_MS", "0"),
        ("ORIENTESS_VECTOR_CACHE", "-1"),
        ("ORIENTESS_QUERY_ENCODER", "élève"),
        ("ORIENTESS_RELOAD_SECONDS", "0"),
        ("ORIENTESS_BODY_MAX_BYTES", "255"),
        ("ORIENTESS_TRUSTED_PROXIES", "nginx"),
        ("ORIENTESS_TRUSTED_PROXIES", "*"),
        ("ORIENTESS_TRUSTED_PROXIES", "127.0.0.1,"),
        ("ORIENTESS_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("ORIENTESS_INDEX_URL", "ftp://exemple.fr/index"),
        ("ORIENTESS_INDEX_URL", "s3://"),
        ("ORIENTESS_FETCH_SECONDS", "-1"),
        ("ORIENTESS_INDEX_MAX_MB", "0"),
        ("ORIENTESS_ADDRESS", "exemple.fr"),
        ("ORIENTESS_ADDRESS", "ftp://exemple.fr"),
        ("ORIENTESS_ADDRESS", "https://"),
        ("ORIENTESS_ADDRESS", "https://exemple.fr/orientess"),
        ("ORIENTESS_ADDRESS", "https://exemple.fr?x"),
        ("ORIENTESS_ADDRESS", "https://exemple.fr:port"),
        ("ORIENTESS_ADDRESS", "https://exem ple.fr"),
        ("ORIENTESS_ENGINE_LIMIT_MS", "0"),
        ("ORIENTESS_ENGINE_URL", "milvus.exemple:19530"),
        ("ORIENTESS_ENGINE_URL", "./milvus.db"),
        ("ORIENTESS_QUOTAS_URL", "valkey.exemple:6379"),
        ("ORIENTESS_QUOTAS_URL", "http://valkey.exemple"),
        ("ORIENTESS_QUOTAS_URL", "valkey:///0"),
        ("ORIENTESS_STORE", "orientess.sqlite3"),
        ("ORIENTESS_STORE", "postgresql://base.exemple/orientess"),
        ("ORIENTESS_STORE", "postgresql+psycopg://base.exemple"),
        ("ORIENTESS_STORE", "postgresql+psycopg://base.exemple/?host=/run"),
        ("ORIENTESS_STORE", "postgresql+psycopg:///orientess"),
    ],
)
def test_a_value_out_of_bounds_should_be_refused_and_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    [field] = (field for field, variable in variables().items() if variable == name)
    assert [each["loc"][0] for each in refused.value.errors()] in ([field], [name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORIENTESS_TRUSTED_PROXIES", ""),
        ("ORIENTESS_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,::1,fd00::/8"),
        ("ORIENTESS_ADDRESS", ""),
        ("ORIENTESS_ADDRESS", "https://exemple.fr"),
        ("ORIENTESS_ADDRESS", "http://[::1]:8000/"),
        ("ORIENTESS_QUOTAS_URL", "rediss://nom:secret@valkey.exemple:6380/1?x=1"),
        ("ORIENTESS_QUOTAS_URL", "valkey://localhost"),
        ("ORIENTESS_STORE", ""),
        ("ORIENTESS_STORE", "postgresql+psycopg://nom:secret@base.exemple:5432/orientess"),
        ("ORIENTESS_STORE", "postgresql+psycopg:///orientess?host=/run/postgresql"),
        ("ORIENTESS_STORE", "postgresql+psycopg://nom@/orientess?host=%2Frun%2Fpostgresql"),
    ],
)
def test_an_address_should_be_kept_as_it_is_written(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(Settings(), name.removeprefix("ORIENTESS_").lower()) == value


def test_queries_should_be_given_to_a_student_unless_a_setting_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().serving_student == Settings().encoder_home / SERVING_STUDENT
    assert Settings(encoder="un/autre").serving_student is None
    monkeypatch.setenv("ORIENTESS_QUERY_ENCODER", "complet")
    assert Settings().serving_student is None
    assert told_of(query_encoder="petit") == [
        "ORIENTESS_QUERY_ENCODER : trouvé « petit », attendu complet ou eleve."
    ]


def told_of(**values: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(values)
    return error_messages(refused.value)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (
            "workers",
            "deux",
            "ORIENTESS_WORKERS : trouvé « deux », attendu un nombre entier de 1 à 64.",
        ),
        ("port", "0", "ORIENTESS_PORT : trouvé « 0 », attendu un nombre entier de 1 à 65535."),
        (
            "reload_seconds",
            "vite",
            "ORIENTESS_RELOAD_SECONDS : trouvé « vite », attendu un nombre de 0 exclu à 3600.",
        ),
        ("hsts", "oui", "ORIENTESS_HSTS : trouvé « oui », attendu 1, 0, true ou false."),
    ],
)
def test_a_fault_should_name_the_variable_and_what_is_expected(
    field: str, value: str, told: str
) -> None:
    assert told_of(**{field: value}) == [told]


def test_every_fault_should_be_told_and_no_password() -> None:
    wrong = {"quotas_url": "autre://:secret@x", "store": "autre://:secret@x/y"}
    told = told_of(workers="0", address="exemple.fr", engine_url="autre://:secret@x", **wrong)
    assert len(told) == 5
    assert "secret" not in " ".join(told)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (dict.fromkeys(variables().values(), ""), {}),
        ({"ENCODER": "", "PATH": "", "ORIENTESS_INBOX": "", "ORIENTESS_OPEN_DATA": ""}, {}),
        ({"ORIENTESS_WORKER": ""}, {"ORIENTESS_WORKER": "ORIENTESS_WORKERS"}),
        ({"ORIENTESS_ENCODER": ""}, {"ORIENTESS_ENCODER": "ENCODER"}),
        ({"ORIENTESS_COULEUR": ""}, {"ORIENTESS_COULEUR": None}),
    ],
)
def test_a_variable_that_is_no_setting_should_be_found(
    names: Mapping[str, str], told: dict[str, str | None]
) -> None:
    assert dict(unknown_variables(names)) == told


def test_the_encoder_should_be_named_by_a_variable_without_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENCODER", "intfloat/multilingual-e5-base")
    monkeypatch.setenv("ORIENTESS_ENCODER", "autre")
    assert Settings().encoder == "intfloat/multilingual-e5-base"


@pytest.mark.parametrize(
    ("url", "token"),
    [("ORIENTESS_ENGINE_URL", "ORIENTESS_ENGINE_TOKEN"), ("MILVUS_URI", "MILVUS_TOKEN")],
    ids=["today", "before"],
)
def test_the_server_of_the_engine_should_be_said_by_variables_of_any_engine(
    monkeypatch: pytest.MonkeyPatch, url: str, token: str
) -> None:
    monkeypatch.setenv(url, "http://milvus.exemple:19530/base")
    monkeypatch.setenv(token, "nom:chut")
    monkeypatch.setenv("ORIENTESS_ENGINE_LIMIT_MS", "250")
    server = Settings().engine_server
    assert server == EngineServer("http://milvus.exemple:19530/base", "nom:chut", 0.25)
    assert "chut" not in repr(Settings())


def test_a_variable_should_be_read_before_the_name_that_it_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIENTESS_ENGINE_URL", "http://ici.exemple")
    monkeypatch.setenv("MILVUS_URI", "http://avant.exemple")
    assert Settings().engine_url == "http://ici.exemple"
    names = ["PATH", "ORIENTESS_ENGINE_URL", "MILVUS_URI"]
    assert renamed_variables(names) == [("MILVUS_URI", "ORIENTESS_ENGINE_URL")]


def test_a_wrong_address_of_the_environment_should_be_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIENTESS_ENGINE_URL", "tcp://nom:secret@milvus.exemple")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert error_messages(refused.value) == [
        "ORIENTESS_ENGINE_URL : trouvé une autre valeur, attendu une adresse comme "
        "« http://milvus.exemple:19530 »."
    ]


def test_settings_should_not_change_once_read() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_the_variables_of_others_should_be_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIENTESS_COULEUR", "bleu")
    assert not hasattr(Settings(), "couleur")


def test_every_file_should_be_under_one_of_two_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIENTESS_DATA", "/donnees")
    monkeypatch.setenv("ORIENTESS_VAR", "/etat")
    settings = Settings()
    assert settings.actors == Path("/donnees/actors.jsonl")
    assert settings.evaluation == Path("/donnees/evaluation")
    assert settings.index_home == Path("/etat/index")
    assert settings.encoder_home == Path("/etat/encoder")


@pytest.mark.parametrize("name", variables().values())
def test_every_variable_should_have_its_row_in_the_guide_of_operations(name: str) -> None:
    rows = re.findall(r"^\|\s*`(\w+)`\s*\|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert name in rows
