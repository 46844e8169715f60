"""Registry: engines by name, and the errors for one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engines import registry
from index.engines.base import DEFAULT_ENGINE, EngineServer
from index.engines.registry import ENGINES, check_engine, open_engine, write_engine
from index.errors import EngineMissing, UnknownEngine
from tests.index.engines.passages import ROWS, passages_of, unit

PASSAGES = passages_of(unit(ROWS, 1))


def test_the_default_engine_should_be_registered() -> None:
    check_engine(DEFAULT_ENGINE)
    assert DEFAULT_ENGINE in ENGINES


@pytest.mark.parametrize("name", ENGINES)
def test_a_name_should_write_and_open_the_engine_registered_for_it(
    name: str, tmp_path: Path
) -> None:
    write_engine(name, PASSAGES.vectors, tmp_path)
    assert isinstance(open_engine(name, tmp_path, "essai", PASSAGES), ENGINES[name])


def test_an_unknown_engine_should_be_refused_with_the_names_of_those_there(tmp_path: Path) -> None:
    expected = "« ailleurs » inconnu ; moteurs disponibles : " + ", ".join(ENGINES)
    with pytest.raises(UnknownEngine, match=expected):
        write_engine("ailleurs", PASSAGES.vectors, tmp_path)
    with pytest.raises(UnknownEngine, match=expected):
        open_engine("ailleurs", tmp_path, "essai", PASSAGES)
    with pytest.raises(UnknownEngine, match=expected):
        check_engine("ailleurs")


def test_an_engine_whose_package_is_missing_should_say_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    with pytest.raises(EngineMissing, match=r"pip install 'orientess\[milvus\]'"):
        check_engine("milvus")


@pytest.mark.parametrize("address", ["", "grpc://:secret@milvus.exemple:19530"])
def test_an_engine_should_say_which_address_it_takes_and_not_the_one_given(address: str) -> None:
    with pytest.raises(EngineMissing, match="ORIENTESS_ENGINE_URL, comme « http://m") as refused:
        check_engine("milvus", EngineServer(address))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", ENGINES)
def test_the_example_of_an_address_should_be_one_that_the_engine_takes(name: str) -> None:
    needs = ENGINES[name].needs
    assert bool(needs.address) == bool(needs.schemes)
    check_engine(name, EngineServer(needs.address))
