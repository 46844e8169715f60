"""Occupations: jobs and volunteer roles, the skills that they require, and the ways into them.

`data/occupations.jsonl` holds those of the ESS numérique, written for OrientESS; those of ROME,
France Travail's official list, are imported beside them (`index.importers.rome`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.records import code_lists as ref
from index.records.field_types import CodeRome, LongText, Slug, Text, Texts, Url, coded, unique
from index.records.jsonl import LineModel, read_items

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)]
"""Type of the name of an occupation: 2 to 300 characters."""


class Skill(FrozenModel):
    """A skill that an occupation (job or volunteer role) requires."""

    libelle: Text = Field(description="savoir-faire, savoir ou qualité, en mots courants")
    niveau: Annotated[str, coded(ref.NIVEAUX)] = Field(description="essentielle ou utile")


class Training(FrozenModel):
    """A diploma, a certification or a course that leads to an occupation, and who attests it."""

    nom: Text = Field(description="titre, diplôme ou cours, avec son code RNCP s'il est connu")
    source: Url = Field(description="page publique qui le dit")


class Occupation(FrozenModel):
    """An occupation: a job, or a role of volunteers, with the skills that it requires."""

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    type: Literal["metier", "role-benevole"] = Field(description="métier ou rôle bénévole")
    nom: Title = Field(description="nom courant, aux deux genres")
    appellations: Texts = Field((), description="autres noms qu'on lui donne")
    paroles: Texts = Field(
        (), description="ce que disent d'elles-mêmes des personnes à qui il convient"
    )
    description: LongText | None = Field(None, description="ce qu'on y fait, pour qui")
    competences: tuple[Skill, ...] = Field(
        min_length=1, description="ce qu'il demande, et à quel point"
    )
    code_rome: CodeRome | None = Field(None, description="code ROME 4.0 [France Travail]")
    voies: Annotated[tuple[Annotated[str, coded(ref.VOIES)], ...], AfterValidator(unique)] = Field(
        (), description="comment y entrer : codes de la liste voies"
    )
    acces: LongText | None = Field(None, description="comment on y entre, en une à trois phrases")
    formations: Annotated[tuple[Training, ...], AfterValidator(unique)] = Field(
        (), description="formations qui y mènent ; vide quand aucune page ne l'atteste"
    )
    familles: Annotated[tuple[Annotated[str, coded(ref.FAMILLES)], ...], AfterValidator(unique)] = (
        Field((), description="codes de la liste familles")
    )
    acteurs: Annotated[tuple[Slug, ...], AfterValidator(unique)] = Field(
        (), description="fiches qui emploient, accueillent ou forment"
    )
    source: Slug = Field("orientess", description="qui l'a écrit")


OCCUPATION: LineModel[Occupation] = LineModel(
    TypeAdapter(Occupation), Occupation, {"competences": Skill, "formations": Training}
)
"""How a line of a file of occupations (JSON lines) is read and its errors reported."""


def read_occupations(ours: Path, imports: Path | None = None) -> tuple[Occupation, ...]:
    """Read the occupations (jobs and volunteer roles) of OrientESS, then imported ones.

    Args:
        ours: file of JSON lines, one occupation a line; when it is absent, there are none.
        imports: folder whose files `*.jsonl` have the same form; None, or when it is absent, for
            none.

    Returns:
        The occupations, in the order of the lines: the file of OrientESS first, then the imported
        ones by name of file.

    Raises:
        InvalidRecords: when a file or a line cannot be read, or an identifier comes twice.
    """
    occupations: dict[str, Occupation] = {}
    files = [ours] if ours.exists() else []
    for path in (*files, *(sorted(imports.glob("*.jsonl")) if imports else ())):
        for line, occupation in read_items(path, OCCUPATION):
            if occupation.id in occupations:
                value = f"« {occupation.id} », déjà lu ailleurs"
                raise InvalidRecords(
                    [RecordError(path.name, line, "id", value, "un identifiant unique")]
                )
            occupations[occupation.id] = occupation
    return tuple(occupations.values())
