"""Made-up searches sent to a running service of demonstration, so that its measures have values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from random import Random

import httpx

from index.errors import OrientessError
from index.taxonomy.thesaurus import Thesaurus

SEED, SEARCHES = 2026, 60
TOWNS = ("Lille", "Lyon", "Guéret", "Marseille", "Saint-Denis (974)", "")
OUTSIDE = ("asdkjh", "acheter un cheval", "la météo de demain")
"""Texts that no record answers."""
BAND = 'class="banner demonstration"'
"""What the pages of a service of demonstration hold, and no other."""
LIMIT_S = 30.0


def made_up_needs(thesaurus: Thesaurus) -> Sequence[str]:
    """Return `SEARCHES` texts: phrasings of needs, and some that nothing answers."""
    draw = Random(SEED)  # noqa: S311 - the same texts each time
    phrasings = [need.formulations[0] for need in thesaurus.needs.values()]
    return [*OUTSIDE, *draw.choices(phrasings, k=SEARCHES - len(OUTSIDE))]


def visit(client: httpx.Client, needs: Sequence[str]) -> int:
    """Send searches to a service, and read some of its pages.

    Args:
        client: with the address of the service; its requests count in the quota of this machine.
        needs: texts to search, each from one of `TOWNS`.

    Returns:
        How many searches were answered.

    Raises:
        OrientessError: when the service does not answer, or is not that of a demonstration:
            nothing was then searched.
    """
    try:
        home = client.get("/", headers={"accept": "text/html"})
        if BAND not in home.text:
            raise OrientessError(
                f"{client.base_url} n'est pas une démonstration : aucune recherche envoyée. Lancez "
                "« orientess serve » avec le même ORIENTESS_VAR, ou relancez-le."
            )
        answered = 0
        for need, town in zip(needs, cycle(TOWNS), strict=False):
            query = {"q": need, "lieu": town, "size": 5}
            answered += client.post("/api/v1/search", json=query).status_code == httpx.codes.OK
        for page in ("/parcours", "/statistiques", "/carte", "/competences"):
            client.get(page)
    except httpx.TransportError as error:
        raise OrientessError(f"{client.base_url} ne répond pas : rien n'est envoyé.") from error
    return answered
