"""The commands that measure how dangers are told, and what is kept of states of people."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import EvaluationError
from tests.conftest import ROOT
from tests.service.cli.conftest import Run

HEAD = "identifiant\tlangue\t"
SETS = {
    "inconnus/appels.tsv": f"{HEAD}facon\tsituation\tautres\ttexte\n"
    "a1\tfr\tdit\tsuicide\t\tje veux mourir\na2\tfr\tdit\tsuicide\t\tadieu les amis\n",
    "inconnus/premiers.tsv": f"{HEAD}facon\tsituation\tautres\ttexte\n"
    "a1\tfr\tdit\tcarte\t\tcarte donnée\n",
    "inconnus/ordinaires.tsv": f"{HEAD}sorte\tressemble\ttexte\na1\tfr\tjeu\tsuicide\tun vélo\n",
    "inconnus/lignes.tsv": f"{HEAD}attendu\ttexte\na1\tfr\t115\tle 115\n",
    "inconnus/lignes.seconde.tsv": f"{HEAD}attendu\ttexte\np1\tfr\t15\tsamu\n",
    "besoins.tsv": "identifiant\tsituation\nb196\tsurveillance\n",
    "inconnus/lectures.tsv": "fichier\tidentifiant\tlecture1\tsituation1\tlecture2\tsituation2\n"
    "appels\ta1\tdanger\tsuicide\tdanger\tsuicide\n",
    "appels.tsv": f"{HEAD}texte\tattendu\tfaute\na1\tfr\tje veux mourir\t3114\t\n",
    "mise_au_point.tsv": f"{HEAD}texte\tattendu\tfaute\na1\tfr\tau secours\t112\t\n",
    "ordinaires.tsv": f"{HEAD}texte\na1\tfr\tun ordinateur\n",
}


@pytest.fixture
def judged(environment: None, tmp_path: Path) -> Path:
    """Some judged texts and our numbers, in the folder of data."""
    data = tmp_path / "data"
    (data / "urgences.toml").symlink_to(ROOT / "data" / "urgences.toml")
    folder = data / "evaluation" / "urgences"
    (folder / "inconnus").mkdir(parents=True)
    (folder / "numeros.toml").symlink_to(ROOT / "data/evaluation/urgences/numeros.toml")
    for name, text in SETS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("queries.jsonl", "qrels.tsv"):
        (data / "evaluation" / name).symlink_to(ROOT / "data" / "evaluation" / name)
    return folder


@pytest.mark.usefixtures("judged")
def test_each_bar_should_have_its_line_with_an_interval(run: Run) -> None:
    printed = run("evaluate-emergencies", "--sans-encodeur").stdout
    assert "deux lectures : 1 sur 1 égales, kappa 1.000" in printed
    assert "appels, boîte ou ligne : 1 sur 2 (50.0 %" in printed
    assert "noms et numéros de lignes : 2 sur 2 (100.0 %" in printed
    assert "ressemblances, fausses boîtes : 0 sur 1" in printed
    assert "besoins jugés, fausses lignes : " in printed
    assert "vus, mise_au_point : 1 sur 1" in printed


@pytest.mark.usefixtures("judged")
def test_what_is_missed_should_be_printed_by_situation_unless_one_asks_for_totals(run: Run) -> None:
    printed = run("evaluate-emergencies", "--sans-encodeur").stdout
    assert "manqués, suicide : 1 sur 2" in printed
    assert "  adieu les amis : rien" in printed
    assert "adieu" not in run("evaluate-emergencies", "--sans-encodeur", "--bref").stdout


def test_a_set_that_is_absent_should_be_named(run: Run, judged: Path) -> None:
    (judged / "inconnus" / "lectures.tsv").unlink()
    with pytest.raises(EvaluationError, match=r"lectures\.tsv"):
        run("evaluate-emergencies")


def test_the_command_on_states_should_say_what_it_measures(run: Run) -> None:
    assert "ni état, ni condition" in run("evaluate-states", "--help").output


REQUEST = (
    "id\ttexte\tlieu\tattendu\tfautes\tsens\tcritere\nr1\tréparer un téléphone\t\toui\tnon\ts\tc\n"
)
LOCAL = "id\ttexte\tlieu\tfautes\tsens\tcritere\nt1\tréparer un téléphone\tLille\tnon\ts\tc\n"
READ = "demande\tfiche\tpremier\tsecond\nr1\tatelier-phenix\t1\t1\nt1\tatelier-phenix\t1\t1\n"


@pytest.mark.usefixtures("environment")
def test_each_set_of_requests_should_have_its_lines(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data/evaluation/demandes"
    folder.mkdir(parents=True)
    for name, text in {
        "demandes": REQUEST,
        "secondes": REQUEST,
        "locales": LOCAL,
        "lectures": READ,
        "proches": READ,
        "sens": "demande\tbesoin\tpremier\tsecond\n",
    }.items():
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    printed = run("evaluate-requests").stdout
    assert "# secondes (240, jamais ajustées)" in printed
    assert printed.count("ont une réponse, ") == 2
    assert "qui sert près : en premier : " in printed
    assert "(1 sur 1)" in printed
