"""The workshop: five activities of ten minutes, with what the machine really answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from index.errors import EncoderMissing
from service.about.workshop import ACTIVITIES, WORKSHOP
from service.about.workshop_answers import OCCUPATIONS
from service.statistics.counters import Counters
from tests.service.page import HOSTILE, Page, read

WORDS, MISTAKES, LIMITS, BIAS, DECISION = (activity.path for activity in ACTIVITIES)
STEP = re.compile(r"De (\d+) à (\d+) min")
TEN_MINUTES = 10


def said(page: Page) -> str:
    """Everything that a page says in its main part, in one line."""
    return page.texts("main")[0].replace("\xa0", " ")


def number(text: str) -> float:
    """A number as pages write it in French."""
    return float(text.replace(",", ".").replace("−", "-"))


def rows(page: Page) -> list[list[str]]:
    """The cells of each row of the tables of a page."""
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in page.html.split("<tr>")[1:]]


def test_the_workshop_should_lead_to_five_activities_of_fifty_minutes(client: TestClient) -> None:
    page = read(client, WORKSHOP)
    assert [page.link(activity.title) for activity in ACTIVITIES] == [
        activity.path for activity in ACTIVITIES
    ]
    assert said(page).count("10 minutes") == len(ACTIVITIES) == 5
    assert "En tout : 50 minutes." in said(page)


def test_the_page_that_explains_should_lead_to_the_workshop(guided: TestClient) -> None:
    assert read(guided, "/comprendre").link("Atelier : comprendre la machine") == WORKSHOP


@pytest.mark.parametrize("path", [activity.path for activity in ACTIVITIES])
def test_an_activity_should_be_led_minute_by_minute_for_ten_minutes(
    guided: TestClient, path: str
) -> None:
    steps = [tuple(map(int, step)) for step in STEP.findall(said(read(guided, path)))]
    assert steps[0][0] == 0
    assert steps[-1][1] == TEN_MINUTES
    assert all(before[1] == after[0] for before, after in zip(steps, steps[1:], strict=False))


@pytest.mark.parametrize("path", [activity.path for activity in ACTIVITIES])
def test_an_activity_should_have_headings_in_order_and_no_script(
    guided: TestClient, path: str
) -> None:
    page = read(guided, path)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert page.all("script") == []


def test_activities_should_follow_one_another(guided: TestClient) -> None:
    page = read(guided, MISTAKES)
    assert page.link("Avant : Des mots voisins") == WORDS
    assert page.link("Ensuite : Ce que la machine ne peut pas savoir") == LIMITS


def test_words_should_be_compared_two_by_two(guided: TestClient) -> None:
    page = read(guided, WORDS, mot=["réparer", "réparateur", "fromage", "", " … "])
    assert "Les plus proches : réparer et réparateur" in said(page)
    table = rows(page)
    assert [row[0] for row in table[1:]] == ["réparer", "réparateur", "fromage"]
    assert table[1][1] == table[2][2] == "–"
    assert table[1][2] == table[2][1]
    assert number(table[1][2]) > number(table[1][3])


@pytest.mark.parametrize(
    ("path", "parameters", "told"),
    [
        (WORDS, {"mot": ["un", "deux"]}, "Remplissez plus de cases : 3 au moins."),
        (WORDS, {"mot": ""}, "Remplissez plus de cases : 3 au moins."),
        (WORDS, {"mot": ["x" * 31, "un", "deux"]}, "Le mot fait 31 caractères ; 30 au plus."),
        (MISTAKES, {"q": "seul"}, "Remplissez plus de cases : 2 au moins."),
        (LIMITS, {"q": "x" * 121}, "Le besoin fait 121 caractères ; 120 au plus."),
        (BIAS, {"metier": "facteur"}, "Remplissez plus de cases : 2 au moins."),
        (BIAS, {"mot": "lettre"}, "Remplissez plus de cases : 3 au moins."),
        (DECISION, {"q": "…"}, "Remplissez plus de cases : 1 au moins."),
    ],
)
def test_texts_that_cannot_be_compared_should_be_refused(
    guided: TestClient, path: str, parameters: dict[str, object], told: str
) -> None:
    page = read(guided, f"{path}?{urlencode(parameters, doseq=True)}", 422)
    assert told in said(page)
    assert "Ouvrir la réponse" not in said(page)
    assert page.title.replace("\xa0", " ").startswith("À corriger")


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (WORDS, {"mot": [HOSTILE, "un", "deux"]}),
        (MISTAKES, {"q": [HOSTILE, "ordinateur"]}),
        (LIMITS, {"q": HOSTILE}),
        (BIAS, {"metier": [HOSTILE, "x"], "mot": [HOSTILE, "y", "z"]}),
        (DECISION, {"q": f"ordinateur {HOSTILE}"}),
    ],
)
def test_a_hostile_text_should_be_shown_as_text(
    guided: TestClient, path: str, parameters: dict[str, object]
) -> None:
    page = read(guided, f"{path}?{urlencode(parameters, doseq=True)}")
    assert HOSTILE not in page.html
    assert page.foreign_scripts == []
    assert "&lt;script&gt;" in page.html


@pytest.mark.parametrize("path", [WORDS, BIAS])
def test_without_the_encoder_an_activity_on_words_should_say_why(
    client: TestClient, path: str
) -> None:
    page = read(client, path)
    assert page.notes == [str(EncoderMissing())]
    assert page.all("table") == []


def test_a_need_with_mistakes_should_be_shown_corrected_and_compared(guided: TestClient) -> None:
    page = read(guided, MISTAKES, q=["réparer un smartphone", "réparer un smartfone", "asdkjh"])
    first, second, third = rows(page)[1:]
    assert first[1] == "rien"
    assert second[1] == "<bdi>smartfone</bdi> devient <b>smartphone</b>"
    assert first[3] == second[3]
    assert "fiche" in second[2]
    assert third[2].startswith("Rien")
    assert third[3] == "Aucune fiche"


def test_each_demand_should_have_one_of_three_answers(guided: TestClient) -> None:
    page = read(guided, LIMITS, q=["faire réparer un smartphone", "asdkjh"])
    assert [row[1] for row in rows(page)[1:]] == ["<b>Sûr</b>", "<b>Rien</b>"]


def test_an_emergency_should_be_told_in_an_activity(client: TestClient) -> None:
    assert "3114" in said(read(client, LIMITS, q="je veux mourir")).replace(" ", "")


def test_the_gap_between_two_genders_should_be_measured(guided: TestClient) -> None:
    page = read(guided, BIAS, metier=["facteur", "factrice"], mot=["facture", "lettre", "porter"])
    table = rows(page)
    before, after, gaps = ([number(cell) for cell in row[1:]] for row in _bare(table[1:4]))
    assert [row[0] for row in table[1:3]] == ["facteur", "factrice"]
    assert gaps == pytest.approx(
        [late - early for early, late in zip(before, after, strict=True)], abs=0.0011
    )
    others = _bare(table[5 : 5 + len(OCCUPATIONS)])
    means = [number(cell) for cell in _bare(table[5 + len(OCCUPATIONS) :])[0][1:]]
    for column, mean in enumerate(means, start=1):
        shown = [number(row[column]) for row in others]
        assert mean == pytest.approx(sum(shown) / len(shown), abs=0.0011)


def ranked(ranks: Mapping[str, str]) -> str:
    """The address of the activity on a decision, with the ranks that a group gave."""
    return f"{DECISION}?{urlencode({'q': 'ordinateur smartphone internet', **ranks})}"


def _bare(table: list[list[str]]) -> list[list[str]]:
    """The cells without what marks them."""
    return [[re.sub(r"</?b>", "", cell) for cell in row] for row in table]


def test_the_plural_should_tell_what_a_mere_change_of_form_does(guided: TestClient) -> None:
    told = said(read(guided, BIAS))
    size = re.search(r"change le nombre de (\d,\d{3}) en moyenne", told)
    control = re.search(r"Passer au pluriel, pour comparer : (\d,\d{3})\.", told)
    assert size is not None
    assert control is not None
    assert number(size[1]) > 0
    assert number(control[1]) > 0


def test_records_should_be_listed_by_name_before_the_machine_ranks_them(
    guided: TestClient,
) -> None:
    page = read(guided, DECISION, q="ordinateur smartphone internet")
    names = [text.split(" : ")[1] for text in page.texts("label") if text.startswith("Rang")]
    assert len(names) > 1
    assert names == sorted(names, key=str.casefold)
    assert page.all("table") == []


def test_the_order_of_the_group_should_stand_beside_that_of_the_machine(
    guided: TestClient,
) -> None:
    ranks = {"rang-atelier-phenix": "2", "rang-inconnue": "1"}
    page = read(guided, ranked(ranks))
    table = _bare(rows(page)[1:])
    assert [row[0] for row in table] == [str(rank) for rank in range(1, len(table) + 1)]
    given = {re.sub(r"<.*?>", "", row[2]): row[1] for row in table}
    assert given["Atelier Phénix"] == "2"
    assert set(given.values()) == {"2", "–"}
    assert all(re.search(r"les mots \d+", row[3]) for row in table)


@pytest.mark.parametrize("rank", ["0", "6", "-1", "٣", "1 OR 1=1", "x" * 500, HOSTILE])
def test_a_rank_that_does_not_exist_should_be_left_out(guided: TestClient, rank: str) -> None:
    page = read(guided, ranked({"rang-atelier-phenix": rank}))
    assert {row[1] for row in _bare(rows(page)[1:])} == {"–"}


def test_a_need_without_records_to_rank_should_be_told(guided: TestClient) -> None:
    page = read(guided, DECISION, q="asdkjh")
    assert page.notes[0].startswith("La machine trouve trop peu de fiches")


def test_what_a_group_types_should_not_be_counted_as_searches(
    guided: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counters, "add", None)
    for path in (MISTAKES, LIMITS, DECISION):
        read(guided, path, q=["réparer un smartphone", "internet"])
