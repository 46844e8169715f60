"""Answer to a file, sent as it comes."""

from __future__ import annotations

from service.bulk.csv_file import check_needs, read_csv
from service.bulk.streaming import heading, returned_csv, sent_csv


def test_a_column_that_the_file_has_already_should_be_added_under_another_name() -> None:
    file = read_csv(b"besoin;resultat_id\nwifi;1\n", check_needs)
    assert heading(file, ("id", "nom")).strip() == "besoin;resultat_id;resultat_id_2;resultat_nom"


def test_the_description_should_give_an_example_of_the_body_and_of_the_answer() -> None:
    body = sent_csv("Un CSV", "besoin\nwifi\n", "Un besoin")["requestBody"]
    assert body["required"]
    told = body["content"]["text/csv"]["examples"]["fichier"]
    assert told == {"summary": "Un besoin", "value": "besoin\nwifi\n"}
    answer = returned_csv(("besoin",), ("id",))["content"]["text/csv"]
    assert answer["example"].strip() == "besoin;resultat_id"
