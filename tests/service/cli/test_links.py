"""`orientess check links`, against a real server: what it visits, prints, writes and fails on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords
from index.links.report import LinkReport
from index.records.jsonl import to_json
from tests.conftest import make_actor
from tests.https_server import HttpsServer, Reply, https_server, local_names
from tests.service.cli.conftest import Run

PAGE = Reply(b"<p>Bonjour</p>")
Write = Callable[..., None]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsServer]:
    """A server of https, whose names alone exist."""
    local_names(monkeypatch, {})
    with https_server(tmp_path, monkeypatch) as opened:
        opened.gives("/", PAGE)
        yield opened


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the catalogue, a wide terminal, and a site that has an address."""
    monkeypatch.setenv("ORIENTESS_DATA", str(tmp_path / "absent"))
    monkeypatch.setenv("ORIENTESS_ADDRESS", "https://orientess.test")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def catalogue(folder: Path) -> Write:
    """Writes the catalogue, of records that have these fields and no other link."""

    def write(*records: dict[str, Any]) -> None:
        actors = (
            make_actor(**({"site_web": None, "lien_source": None} | each)) for each in records
        )
        text = "".join(to_json(actor) + "\n" for actor in actors)
        (folder / "actors.jsonl").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def visit(run: Run, folder: Path) -> Callable[..., tuple[int, str]]:
    """Runs the command on private networks: its exit status, and what it printed."""

    def runs(*arguments: str) -> tuple[int, str]:
        result = run("check", "links", str(folder), "--reseaux-prives", *arguments)
        return result.exit_code, " ".join(result.output.replace("│", " ").split())

    return runs


Visit = Callable[..., tuple[int, str]]


@pytest.fixture
def mixed(server: HttpsServer, catalogue: Write) -> None:
    """A catalogue with a link that answers, one of no host, and one that moved elsewhere."""
    server.gives("/ancien", Reply(status=301, headers={"Location": server.url("/", "autre.test")}))
    catalogue(
        {"id": "un", "site_web": server.url("/"), "lien_source": "https://disparu.test/a[b]"},
        {
            "id": "deux",
            "site_web": server.url("/ancien", "lieu.test"),
            "lien_source": "https://disparu.test/a[b]",
        },
    )


@pytest.mark.usefixtures("mixed")
def test_links_should_be_reported_by_outcome_with_their_records(
    visit: Visit, server: HttpsServer
) -> None:
    status, output = visit()
    assert status == 0
    assert output.startswith("3 liens visités ; morts : 1 ; renommés : 1 ; déplacés : 0 ; ")
    assert output.index("Morts") < output.index("Renommés")
    for text in (
        "https://disparu.test/a[b] le nom de l'hôte n'existe pas",
        "un (lien_source)",
        "deux (lien_source)",
        f"→ {server.url('/', 'autre.test')}",
        "deux (site_web)",
    ):
        assert text in output
    assert server.url("/") + " " not in output
    agents = {request.headers["User-Agent"] for request in server.seen}
    assert agents == {"OrientESS (orientess check links; +https://orientess.test)"}


@pytest.mark.usefixtures("mixed")
def test_a_strict_check_should_fail_on_a_dead_link(visit: Visit) -> None:
    assert visit("--strict")[0] == 1


def test_a_strict_check_should_pass_when_no_link_is_dead(
    visit: Visit, server: HttpsServer, catalogue: Write
) -> None:
    catalogue({"site_web": server.url("/")})
    status, output = visit("--strict")
    assert status == 0
    assert output.startswith("1 lien visité ; morts : 0 ; ")
    assert output.endswith(" ; vivants : 1")


@pytest.mark.usefixtures("mixed")
def test_the_report_should_be_written_in_json_even_when_the_check_fails(
    visit: Visit, folder: Path
) -> None:
    path = folder / "rapports" / "liens.json"
    assert visit("--strict", "--json", str(path))[0] == 1
    written = LinkReport.model_validate_json(path.read_bytes())
    assert [link.issue.value for link in written.liens] == ["vivant", "renomme", "mort"]
    assert json.loads(path.read_text("utf-8"))["liens"][2]["fiches"] == {
        "un": ["lien_source"],
        "deux": ["lien_source"],
    }
    assert [entry.name for entry in path.parent.iterdir()] == ["liens.json"]


@pytest.mark.usefixtures("mixed")
def test_links_beyond_the_limit_should_be_counted(visit: Visit) -> None:
    _, output = visit("--au-plus", "1")
    assert output.startswith("1 lien visité ; ")
    assert "2 liens n'ont pas été visités : les limites de nombre ou de temps" in output


def test_private_networks_should_be_refused_unless_the_option_allows_them(
    run: Run, server: HttpsServer, catalogue: Write, folder: Path
) -> None:
    catalogue({"site_web": server.url("/")})
    result = run("check", "links", str(folder), "--strict")
    assert result.exit_code == 0
    assert "Refusés, non interrogés" in result.output
    assert "mène à un réseau privé (127.0.0.1), qui n'est pas interrogé" in result.output
    assert server.seen == []


def test_a_network_that_is_cut_off_should_be_reported(
    visit: Visit, server: HttpsServer, catalogue: Write
) -> None:
    catalogue({"site_web": "https://disparu.test/"})
    assert "cette machine a-t-elle accès au web" in visit()[1]


@pytest.mark.usefixtures("mixed")
def test_an_operator_without_address_should_be_warned(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORIENTESS_ADDRESS")
    assert "renseignez ORIENTESS_ADDRESS ou ORIENTESS_PUBLISHER_CONTACT" in visit()[1]


def test_a_pause_under_a_second_should_be_refused(visit: Visit) -> None:
    assert visit("--pause", "0.5")[0] == 2


def test_a_catalogue_that_is_absent_should_be_named(visit: Visit) -> None:
    with pytest.raises(InvalidRecords, match=r"actors\.jsonl"):
        visit()
