"""References: every address that records cite, once, with the fields that do."""

from __future__ import annotations

from index.links.references import Reference, collect
from tests.conftest import make_actor


def test_every_address_should_be_collected_once_with_the_fields_that_cite_it() -> None:
    records = [
        make_actor(
            id="un",
            site_web="https://un.example/",
            lien_source="https://un.example/contact#tel",
            sources=["https://presse.example/a", "import de 2024"],
            telephone="+33612345678",
            preuves={"telephone": "https://un.example/contact"},
        ),
        make_actor(
            id="deux",
            site_web=None,
            lien_mobilisation="http://un.example/",
            lien_source="https://un.example/",
        ),
    ]
    assert collect(records) == [
        Reference("https://un.example/", {"un": ("site_web",), "deux": ("lien_source",)}),
        Reference("http://un.example/", {"deux": ("lien_mobilisation",)}),
        Reference("https://un.example/contact", {"un": ("lien_source", "preuves")}),
        Reference("https://presse.example/a", {"un": ("sources",)}),
    ]


def test_an_address_proving_two_facts_should_name_its_field_once() -> None:
    page = "https://un.example/contact"
    record = make_actor(
        id="un",
        site_web=None,
        lien_source=page,
        preuves={"telephone": page, "courriel": page},
    )
    assert collect([record]) == [Reference(page, {"un": ("lien_source", "preuves")})]


def test_records_without_address_should_give_none() -> None:
    assert collect([make_actor(site_web=None, lien_source=None, sources=["papier"])]) == []
