"""Report of a check of links: the outcome of each, and the records that cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import AwareDatetime, Field

from index.frozen_model import FrozenModel
from index.links.outcomes import Outcome, Verdict
from index.links.references import Reference


class CheckedLink(FrozenModel):
    """Link that was visited."""

    adresse: str = Field(description="adresse citée")
    issue: Outcome = Field(description="mort, renomme, deplace, indecis, refuse ou vivant")
    raison: str = Field(description="pourquoi, quand l'issue ne le dit pas")
    mene_a: str | None = Field(description="adresse où elle mène, après redirections")
    statut: int | None = Field(description="code HTTP de la dernière réponse, nul sans réponse")
    fiches: dict[str, tuple[str, ...]] = Field(
        description="identifiant de fiche -> ses champs qui citent l'adresse"
    )


class LinkReport(FrozenModel):
    """Result of a check of links."""

    date: AwareDatetime = Field(description="fin de la vérification")
    liens: tuple[CheckedLink, ...] = Field(description="liens visités")
    non_visites: int = Field(description="nombre de liens laissés par les limites")

    def of(self, outcome: Outcome) -> list[CheckedLink]:
        """Return the links that have an outcome, in their order."""
        return [link for link in self.liens if link.issue is outcome]

    @property
    def is_cut_off(self) -> bool:
        """True if no host answered: the network of this machine is likelier than all of them."""
        visited = [link for link in self.liens if link.issue is not Outcome.REFUSED]
        return bool(visited) and all(link.statut is None for link in visited)


def report(
    references: Sequence[Reference], verdicts: Mapping[str, Verdict], date: AwareDatetime
) -> LinkReport:
    """Join the outcomes of links with the records that cite them.

    Args:
        references: all the links of the catalogue.
        verdicts: link -> its outcome, for those that were visited.
        date: when they were.

    Returns:
        The report, in the order of `references`.
    """
    links = tuple(
        CheckedLink(
            adresse=reference.address,
            issue=verdict.outcome,
            raison=verdict.reason,
            mene_a=verdict.leads_to,
            statut=verdict.status,
            fiches=dict(reference.records),
        )
        for reference in references
        if (verdict := verdicts.get(reference.address))
    )
    return LinkReport(date=date, liens=links, non_visites=len(references) - len(links))
