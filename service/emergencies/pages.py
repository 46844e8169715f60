"""Page of emergency numbers: each number with what it is for, then what to do after a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from index.emergencies.directory import Directory, EmergencyNumber
from index.places.models import FRANCE
from service.presentation.emergency import conditions
from service.presentation.i18n import language
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch

ADDRESS = "/urgences"
FIRST_CALLED = ("samu", "police", "pompiers", "secours", "sans_voix")
"""Services of the numbers shown first, larger: those for a life in danger now."""
COUNTRIES = ("be", "ch", "lu")
"""Other countries whose numbers are known, in the order shown."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class ListedNumber:
    """A number of the page: what it is for and when it answers, in the language of the page."""

    number: EmergencyNumber
    purpose: str
    conditions: str


@page_at(router, ADDRESS)
def numbers(searcher: CurrentSearch) -> HTMLResponse:
    """Render the emergency numbers of France, then those of other countries, with their sources."""
    directory = searcher.retriever.emergency_directory
    if directory is None:
        return page("emergency_numbers.html", first=[], others=[], countries=[], losses=[])
    listed = list(_listed(directory, FRANCE))
    return page(
        "emergency_numbers.html",
        first=[each for each in listed if each.number.services[0] in FIRST_CALLED],
        others=[each for each in listed if each.number.services[0] not in FIRST_CALLED],
        countries=[(code, list(_listed(directory, code))) for code in COUNTRIES],
        losses=[
            [(step.in_language(language()), step.lien) for step in each.etapes]
            for each in directory.situations
            if each.etapes
        ],
        read_on=directory.verifie,
        mention=directory.mention.in_language(language())
        if language() in directory.traduction_automatique
        else "",
    )


def _listed(directory: Directory, country: str) -> Iterator[ListedNumber]:
    """Yield the numbers of a country, in the order of the file."""
    for number in directory.numeros:
        if country in number.pays:
            purpose = directory.services[number.services[0]].in_language(language())
            yield ListedNumber(number, purpose, conditions(number))
