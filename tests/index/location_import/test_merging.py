"""Tests of the merging of rows that are the same place."""

from typing import Any

from index.indexing.comparison import DuplicatePair
from index.location_import.entries import Entry
from index.location_import.kinds import Kind
from index.location_import.merging import merged
from index.locations.models import Location
from tests.locations import make_location


def entry(rank: int, kinds: frozenset[Kind] = frozenset(), **fields: Any) -> Entry:
    location = make_location(**({"id": f"lieu--{rank}", "source": f"liste-{rank}"} | fields))
    return Entry(rank, rank == 0, location, kinds, frozenset(), "")


def merge(*entries: Entry, previous: tuple[Location, ...] = ()) -> list[Location]:
    """Merge rows, the first of which is the same place as each of the others."""
    pairs = [DuplicatePair(0, other, 0.95, "même adresse") for other in range(1, len(entries))]
    former = {name: each for each in previous for name in (each.id, *each.autres_ids)}
    return merged(entries, pairs, former)


def test_rows_of_one_place_should_make_one_location_that_says_where_it_comes_from() -> None:
    (location,) = merge(
        entry(0, besoins=("demarches--caf",)),
        entry(
            1,
            telephone="+33561651234",
            besoins=("bases--courriel",),
            reseau="lieux-mediation-numerique",
            date_source="2022-09",
            a_verifier=True,
        ),
    )
    assert location.telephone == "+33561651234"
    assert location.besoins == ("bases--courriel", "demarches--caf")
    assert location.networks == ("france-services", "lieux-mediation-numerique")
    assert (location.id, location.autres_ids) == ("lieu--0", ("lieu--1",))
    assert location.sources == ("liste-1 (2022-09) : même adresse",)
    assert location.a_verifier


def test_the_most_precise_point_should_be_retained() -> None:
    precise: dict[str, Any] = {
        "latitude": 42.97,
        "longitude": 1.61,
        "adresse": "12 rue des Tilleuls",
    }
    (location,) = merge(entry(0, precision="commune"), entry(1, **precise))
    assert (location.latitude, location.precision) == (42.97, "adresse")
    assert location.adresse == "12 rue des Tilleuls"


def test_the_hours_of_an_adviser_should_not_become_those_of_the_library_that_lodges_him() -> None:
    library = frozenset({Kind.LIBRARY})
    hours = {"horaires_accueil": "Tu 14:00-16:00", "reseau": "conseillers-numeriques"}
    adviser = entry(1, library | {Kind.ADVISER}, **hours)
    (location,) = merge(entry(0, library, reseau="bibliotheques-publiques"), adviser)
    assert location.horaires_accueil is None
    (open_library,) = merge(
        entry(0, library, reseau="bibliotheques-publiques"),
        entry(1, library, horaires_accueil="Tu 14:00-18:00", reseau="lieux-mediation-numerique"),
    )
    assert open_library.horaires_accueil == "Tu 14:00-18:00"


def test_places_of_two_licences_should_be_linked_and_never_mixed() -> None:
    first, second = merge(entry(0), entry(1, licence="odbl-1.0", telephone="+33561651234"))
    assert (first.telephone, first.meme_lieu) == (None, ("lieu--1",))
    assert second.meme_lieu == ("lieu--0",)


def test_an_identifier_that_was_shown_should_stay_and_the_others_lead_to_it() -> None:
    former = make_location(id="lieu--1", autres_ids=("lieu--ancien",))
    (location,) = merge(entry(0), entry(1), previous=(former,))
    assert location.id == "lieu--1"
    assert location.autres_ids == ("lieu--0", "lieu--ancien")


def test_two_places_that_were_one_should_each_have_its_identifier_again() -> None:
    former = make_location(id="lieu--0", autres_ids=("lieu--1",))
    previous = {"lieu--0": former, "lieu--1": former}
    apart = merged([entry(0), entry(1)], [], previous)
    assert [(each.id, each.autres_ids) for each in apart] == [("lieu--0", ()), ("lieu--1", ())]


def test_an_identifier_that_its_list_lost_should_lead_to_one_place_only() -> None:
    former = make_location(id="lieu--perdu", autres_ids=("lieu--0", "lieu--1"))
    previous = {name: former for name in (former.id, *former.autres_ids)}
    apart = merged([entry(0), entry(1)], [], previous)
    assert [(each.id, each.autres_ids) for each in apart] == [
        ("lieu--1", ()),
        ("lieu--perdu", ("lieu--0",)),
    ]


def test_a_place_that_its_list_renamed_should_keep_its_identifier() -> None:
    street: dict[str, Any] = {
        "adresse": "12 rue des Tilleuls",
        "telephone": "+33561651234",
        "source": "liste-0",
    }
    former = make_location(id="lieu--avant", nom="Espace France services de Foix", **street)
    (location,) = merge(entry(0, **street), previous=(former,))
    assert (location.id, location.autres_ids) == ("lieu--avant", ("lieu--0",))
    elsewhere = street | {"adresse": "3 place Milliane", "telephone": None}
    (other,) = merge(entry(0, nom="Mairie", **elsewhere), previous=(former,))
    assert other.id == "lieu--0"


def test_two_places_of_one_list_should_not_be_joined_by_a_third() -> None:
    one, other, between = entry(0), entry(0, id="lieu--0b"), entry(1)
    pairs = [DuplicatePair(0, 2, 0.95, "a"), DuplicatePair(1, 2, 0.92, "b")]
    assert [each.id for each in merged([one, other, between], pairs, {})] == ["lieu--0", "lieu--0b"]
