"""Commands that search, in the terminal and for an assistant of the machine, by MCP."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from index.errors import EncoderMissing
from index.records.jsonl import parse_record
from service.assistants import server
from service.assistants.server import ContextProvider
from service.assistants.tools import TOOLS, ToolContext
from service.observability import logs
from service.search.schemas import NO_ANSWER, RechercheReponse
from service.settings import Settings
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.index.emergencies.test_likelihood import SAYS_CARD, written
from tests.service.assistants.test_server import CANARY, MODES, enveloped, text_of
from tests.service.cli.conftest import Run

IN_TERMINAL = pytest.mark.usefixtures("environment")
"""The small index and a folder of data."""


@IN_TERMINAL
def test_a_search_should_print_who_answers_and_why(run: Run) -> None:
    result = run("search", "réparer un smartphone")
    assert result.exit_code == 0
    for shown in ("1 résultat(s), mode lexical", "Atelier Phénix", "atelier-phenix"):
        assert shown in result.output
    assert "Service : Réparation de smartphones" in result.output


@IN_TERMINAL
def test_a_search_should_print_how_words_were_mended_unless_exact(run: Run) -> None:
    note = "Résultats pour « réparé un smartphone »"
    assert note in run("search", "réparé un smartfone").output
    assert note not in run("search", "réparé un smartfone", "--exact").output


@IN_TERMINAL
def test_a_search_should_print_as_many_results_as_asked(run: Run) -> None:
    output = run("search", "ordinateur smartphone internet", "-n", "1").output
    assert "3 résultat(s)" in output
    assert "atelier-phenix" in output
    assert "reseau-libre" not in output


@IN_TERMINAL
def test_a_search_should_say_when_nothing_answers(run: Run) -> None:
    assert " ".join(run("search", "asdkjh").output.split()) == NO_ANSWER


@IN_TERMINAL
def test_a_need_with_brackets_should_be_printed_as_it_is(run: Run) -> None:
    output = run("search", "[b]smartfone[/b] [/]").output
    assert "Résultats pour « [b]smartphone[/b] [/] »" in output


@IN_TERMINAL
def test_a_search_in_json_should_be_the_answer_of_the_api(run: Run) -> None:
    result = run("search", "réparer un smartphone", "--json")
    answer = json.loads(result.output)
    assert [item["fiche"]["id"] for item in answer["items"]] == ["atelier-phenix"]
    assert set(answer) == set(RechercheReponse.model_fields)


@IN_TERMINAL
def test_a_search_should_say_when_the_encoder_is_not_prepared(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "1")
    result = run("search", "réparer un smartphone")
    assert "Recherche par les mots seulement" in result.stderr
    assert "mode lexical" in result.stdout


@IN_TERMINAL
def test_a_record_should_be_shown_whole(run: Run) -> None:
    shown = run("show", "clic-pour-tous").output
    assert parse_record(shown) == SMALL_CATALOGUE[2]


@IN_TERMINAL
def test_a_danger_should_be_printed_before_results(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "urgences.toml").symlink_to(ROOT / "data" / "urgences.toml")
    assert "3114 : " in run("search", "je veux mourir").output.partition("résultat")[0]


@IN_TERMINAL
def test_what_to_do_first_should_be_printed_in_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "urgences.toml").symlink_to(ROOT / "data" / "urgences.toml")
    written(tmp_path / "data")
    printed = run("search", SAYS_CARD).output
    assert [f"  {rank}. " in printed for rank in (1, 2, 3)] == [True] * 3


def test_tools_should_search_the_index_of_the_settings(
    run: Run, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts: list[ToolContext] = []

    async def serve(context_of: ContextProvider) -> None:
        contexts.append(await context_of(None))

    monkeypatch.setattr(server, "serve_standard_streams", serve)
    monkeypatch.setattr(logs, "configure", lambda _as_json: None)
    monkeypatch.setenv("ORIENTESS_VAR", str(small_home.parent))
    monkeypatch.setenv("ORIENTESS_USE_ENCODER", "0")
    monkeypatch.setenv("ORIENTESS_ADDRESS", "https://orientess.example/")
    result = run("mcp")
    assert (result.exit_code, result.output) == (0, "")
    (context,) = contexts
    assert context.site == "https://orientess.example"
    assert context.index.searcher.retriever.record("atelier-phenix").nom == "Atelier Phénix"


@pytest.fixture
def command(settings: Settings) -> StdioServerParameters:
    """`orientess mcp` in a process of its own, over the small catalogue."""
    chosen = {"ORIENTESS_VAR": str(settings.var), "ORIENTESS_USE_ENCODER": "0"}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "service.cli", "mcp"],
        env=dict(os.environ) | chosen | {"ORIENTESS_ADDRESS": "https://orientess.example/"},
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.slow
def test_the_command_should_lend_the_same_tools_to_an_assistant_of_the_machine(
    command: StdioServerParameters, tmp_path: Path, mode: str
) -> None:
    log = tmp_path / "stderr"

    async def play() -> list[Any]:
        with log.open("w") as errors:
            async with Client(stdio_client(command, errors), mode=mode) as client:
                tools = await client.list_tools()
                need = {"besoin": "réparer un smartphone", "lieu": "Lille"}
                found = await client.call_tool("chercher", need)
                read = await client.call_tool("fiche", {"identifiant": "reseau-libre"})
                unknown = await client.call_tool("fiche", {"identifiant": "zyzomys"})
                late = await client.call_tool("classer", {"texte": CANARY})
                long = await client.call_tool("chercher", {"besoin": CANARY * 70_000})
                again = await client.call_tool("chercher", need)
        return [tools, found, read, unknown, late, long, again]

    tools, found, read, unknown, late, long, again = asyncio.run(play())
    assert [each.name for each in tools.tools] == list(TOOLS)
    (record,) = found.structured_content["items"]
    assert record["id"] == "atelier-phenix"
    assert record["lien"] == "https://orientess.example/fiches/atelier-phenix"
    assert read.structured_content["nom"] == "Réseau Libre"
    assert text_of(unknown) == "Aucune fiche n'a l'identifiant « zyzomys »."
    assert text_of(late) == str(EncoderMissing())
    assert text_of(long) == "besoin : Au plus 300 caractères."
    assert again.structured_content == found.structured_content
    assert "zyzomys" not in log.read_text()


@pytest.mark.slow
def test_the_command_should_write_messages_and_nothing_else(
    command: StdioServerParameters,
) -> None:
    lines = [
        b"pas du JSON zyzomys",
        b'{"jsonrpc":"2.0","id":0,"method":"\\ud800"}',
        b"[" * 100_000,
        b"\xff\x00\xfe",
        enveloped("initialize", {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "essai", "version": "1"},
        }),
        b'{"jsonrpc":"2.0","method":"notifications/initialized"}',
        b'{"jsonrpc":"2.0","id":2,"method":"tools/list"}',
    ]  # fmt: skip

    async def play() -> tuple[bytes, bytes, int | None]:
        process = await asyncio.create_subprocess_exec(
            command.command,
            *command.args,
            env=command.env,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"\n".join(lines) + b"\n")
        await process.stdin.drain()
        written = await process.stdout.readline()
        written += await process.stdout.readline()
        process.stdin.close()
        written += await process.stdout.read()
        return written, await process.stderr.read(), await process.wait()

    written, errors, status = asyncio.run(asyncio.wait_for(play(), 60))
    answers = [json.loads(each) for each in written.splitlines()]
    assert [each["jsonrpc"] for each in answers] == ["2.0"] * len(answers)
    assert [each["id"] for each in answers if "result" in each] == [1, 2]
    assert status == 0
    assert b"zyzomys" not in errors
    assert b"Traceback" not in errors
