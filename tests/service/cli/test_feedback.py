"""The operator's commands on what visitors left: published counts, opinions to read and judge."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import EvaluationError
from service.cli import evaluate, main
from service.cli.feedback import REST, _rows
from service.feedback.opinions import Feedback, Judgement, Opinion
from service.statistics.disclosure_control import CountRow, CountTable, Published
from service.storage.sqlite_store import SqliteStore
from tests.conftest import ROOT, SMALL_CATALOGUE
from tests.hash_encoder import HashEncoder
from tests.searchers import CALIBRATION_FILE

NEED = "demarches--impots"
LABEL = "Déclarer ses impôts en ligne"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 24)
COLUMNS = ["numero", "jour", "fiche", "besoin", "libelle", "avis", "mots", "jugement"]
PUBLISHED = Published(
    periods=("2020-T1",),
    total=CountRow(30, 20, 5),
    themes=CountTable({"equipement": CountRow(12)}, 18),
    cells={("equipement", "59"): 11},
    months={"2020-01": 30},
)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Feedback:
    """Three opinions over the small catalogue, that the commands read."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("needs.jsonl", "lexique.txt.gz", "synonymes.txt"):
        (data / name).symlink_to(ROOT / "data" / name)
    (data / "calibration.json").symlink_to(CALIBRATION_FILE)
    lines = (record.model_dump_json(exclude_defaults=True) for record in SMALL_CATALOGUE)
    (data / "actors.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("ORIENTESS_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ORIENTESS_DATA", str(data))
    today = [FIRST]
    kept = Feedback(SqliteStore(tmp_path / "var" / "orientess.sqlite3"), lambda: today[0])
    kept.add(Opinion("clic-pour-tous", NEED, useful=True))
    today[0] = LAST
    kept.add(Opinion("reseau-libre", NEED, useful=False))
    kept.add(Opinion("atelier-phenix", "", useful=True, words='=HYPERLINK("http://x.example")'))
    return kept


def run(*arguments: str, status: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main.app, arguments, catch_exceptions=False)
    assert done.exit_code == status
    return done.output


def rows(*options: str) -> list[list[str]]:
    """What the export prints, as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(run("feedback", "export", *options))))


def number(box: Feedback, record: str) -> str:
    """The number of the opinion on a record."""
    return next(str(each.number) for each in box.all() if each.record == record)


def test_the_export_should_tell_opinions_that_no_spreadsheet_runs(box: Feedback) -> None:
    first, *others = rows()
    assert first == COLUMNS
    assert [row[1:] for row in others] == [
        ["2026-11-01", "clic-pour-tous", NEED, LABEL, "utile", "", ""],
        ["2026-11-24", "atelier-phenix", "", "", "utile", '\'=HYPERLINK("http://x.example")', ""],
        ["2026-11-24", "reseau-libre", NEED, LABEL, "pas utile", "", ""],
    ]
    assert {row[0] for row in others} == {str(each.number) for each in box.all()}


def test_the_export_should_tell_those_since_a_day_or_still_to_judge(box: Feedback) -> None:
    assert len(rows("--depuis", "2026-11-02")) == 3
    run("feedback", "judge", number(box, "reseau-libre"), "ecarte")
    assert [row[2] for row in rows("--a-juger")[1:]] == ["clic-pour-tous", "atelier-phenix"]


def test_opinions_should_be_judged_several_at_once(box: Feedback) -> None:
    numbers = [number(box, "clic-pour-tous"), number(box, "reseau-libre")]
    assert run("feedback", "judge", *numbers, "retenu") == "2 avis : retenu.\n"
    assert [each.judgement for each in box.all()] == ["retenu", "", "retenu"]


def test_words_that_name_somebody_should_be_erased(box: Feedback) -> None:
    run("feedback", "judge", number(box, "atelier-phenix"), "retenu", "--sans-mots")
    assert [each.words for each in box.all()] == ["", "", ""]


def test_a_judgement_should_be_one_of_the_two(box: Feedback) -> None:
    run("feedback", "judge", number(box, "reseau-libre"), "peut-etre", status=2)
    assert {each.judgement for each in box.all()} == {""}


def test_old_opinions_should_be_erased(box: Feedback, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "var" / "orientess.sqlite3")
    Feedback(store, lambda: date(2000, 1, 1)).add(Opinion("ancien", "", useful=True))
    assert run("feedback", "purge", "--jours", "36500") == "0 avis effacé.\n"
    assert run("feedback", "purge", "--jours", "3650") == "1 avis effacé.\n"
    assert "ancien" not in {each.record for each in box.all()}


def test_opinions_kept_should_make_a_set_that_evaluation_runs_on(
    box: Feedback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.judge(
        [int(number(box, each)) for each in ("clic-pour-tous", "reseau-libre")], Judgement.RETAINED
    )
    folder = tmp_path / "avis"
    assert run("feedback", "pairs", str(folder)).startswith(
        "2 paires, dont 1 utile, 1 texte, 0 avis laissé de côté"
    )
    written = {path.name for path in folder.iterdir()}
    assert written == {"corpus.jsonl", "queries.jsonl", "qrels.tsv"}
    assert "HYPERLINK" not in (folder / "queries.jsonl").read_text(encoding="utf-8")
    monkeypatch.setattr(evaluate, "OnnxEncoder", lambda *_, **__: HashEncoder())
    lines = run("evaluate", "--beir", str(folder), "--json").splitlines()
    measured = [json.loads(line) for line in lines]
    served = next(each for each in measured if each["method"] == "fusion" and "measures" in each)
    assert 0 <= served["measures"]["nDCG@10"] <= 1
    assert served["variant"] == "propre"


@pytest.mark.parametrize("kept", [(), ("reseau-libre",), ("atelier-phenix",)])
def test_a_set_without_an_answer_should_be_refused(
    box: Feedback, tmp_path: Path, kept: tuple[str, ...]
) -> None:
    numbers = [int(number(box, each)) for each in kept]
    box.judge(numbers, Judgement.RETAINED, without_words=True)
    with pytest.raises(EvaluationError, match="Aucun avis retenu"):
        run("feedback", "pairs", str(tmp_path / "avis"))
    assert not (tmp_path / "avis").exists()


def test_every_published_figure_should_have_its_row_and_its_label() -> None:
    assert list(_rows(PUBLISHED, {"equipement": "S'équiper"})) == [
        ("total", "", "", "", "", 30, 20, 5),
        ("mois", "2020-01", "", "", "", 30, "", ""),
        ("theme", "", "equipement", "S'équiper", "", 12, "", ""),
        ("theme", "", REST, "", "", 18, "", ""),
        ("departement", "", "", "", REST, 0, "", ""),
        ("theme-departement", "", "equipement", "S'équiper", "59", 11, "", ""),
    ]


def test_before_the_first_publication_there_should_be_no_row() -> None:
    assert list(_rows(Published(), {})) == []
