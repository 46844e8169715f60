"""Filters of a search: one table, from which every surface takes the filters that it offers.

To add a filter, add a row here, its code list to `index.records.coded_fields.FIELDS`, the field to
the record model, and the translations of its label. Each surface is a column of the table:

- the API, and the URL of every page of results, take all filters;
- `public`: the form beside the results. Three filters, price, how and for whom: each one weighs on
  the page and is read by everybody. A field for the place replaces `territoires`; the rest concerns
  people who know the rights of a person, or the trade;
- `helpers`: the list of the space of helpers, who know them. All filters, eligibility first;
- `quick`: the codes that decide most often whether a person may go, in a box above that list;
- `assistants`: parameters of the MCP tool, what decides most often. An assistant reads the
  description of every parameter in every conversation;
- `widget`: filters that a site which embeds our widget (a search box in a frame) may fix for its
  visitors: the sector alone. The others depend on the visitor, whom that site does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, create_model

from index.locations import filters as location_filters
from index.messages import Sentence
from index.records import code_lists as ref
from index.records.code_lists import CodeList
from index.search.query import MAX_CODES
from service.presentation import messages

MAX_CODE_CHARS = 60
"""Most characters of a code of a filter: every code of the code lists is shorter."""
Code = Annotated[str, Field(max_length=MAX_CODE_CHARS)]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Filter:
    """A filter on a coded field of records (organisations, programmes), and who is offered it.

    codes: the codes that the field accepts, such as "gratuit" and "payant"; the name of this list,
    "frais", is also that of the field; label: what pages call the filter; public: its rank in
    the form beside the results, from 1, or 0 when it is not there; helpers: the same in the form
    for people who help somebody else; quick: code -> label of a check box above that form, for the
    codes used most; assistants: description of the parameter of the search tool for AI assistants
    (MCP), "" when the tool lacks this filter; widget: True if a site that embeds the search widget
    may set the filter for all its visitors.
    """

    codes: CodeList
    label: Sentence
    public: int = 0
    helpers: int = 0
    quick: Mapping[str, str] = field(default_factory=dict)
    assistants: str = ""
    widget: bool = False

    @property
    def name(self) -> str:
        """Name of the field of records, which is that of the URL parameter: "frais"."""
        return self.codes.name


def _labelled(codes: CodeList) -> str:
    """Return the codes of a list, each followed by its label."""
    return ", ".join(f"{code} ({label})" for code, label in codes.labels.items())


FILTERS = (
    Filter(
        ref.FAMILLES,
        messages.SECTOR,
        helpers=8,
        assistants=f"Domaines : {_labelled(ref.FAMILLES)}",
        widget=True,
    ),
    Filter(ref.TYPES, Sentence("Nature"), helpers=9),
    Filter(
        ref.PUBLICS,
        messages.FOR_WHOM,
        public=3,
        helpers=1,
        quick={
            "beneficiaires-des-minimas-sociaux": Sentence("RSA et minima sociaux"),
            "personnes-en-situation-de-handicap": Sentence("Handicap"),
        },
        assistants="Pour qui ; vide : tous",
    ),
    Filter(
        ref.FRAIS,
        messages.PRICE,
        public=1,
        helpers=4,
        quick={"gratuit": ref.FRAIS.label("gratuit")},
        assistants="À quel prix ; vide : tous",
    ),
    Filter(
        ref.MODES_ACCUEIL,
        Sentence("Comment"),
        public=2,
        helpers=6,
        quick=ref.MODES_ACCUEIL.labels,
        assistants="Sur place ou à distance ; vide : les deux",
    ),
    Filter(ref.TERRITOIRES, messages.TERRITORY, helpers=10),
    Filter(ref.PRISE_EN_CHARGE, Sentence("Prise en charge"), helpers=2),
    Filter(ref.LANGUES, Sentence("Langues parlées"), helpers=3),
    Filter(
        ref.MODES_MOBILISATION,
        messages.HOW_TO_BEGIN,
        helpers=5,
        quick={"se-presenter": Sentence("Se présenter sur place")},
    ),
    Filter(
        ref.ACCOMPAGNEMENT,
        Sentence("Accompagnement"),
        helpers=7,
        quick={
            "individuel": Sentence("Aide individuelle"),
            "collectif": ref.ACCOMPAGNEMENT.label("collectif"),
        },
        assistants="Aide individuelle, en groupe ou en autonomie ; vide : toutes",
    ),
)
"""All filters of a search, in the order in which the API lists their fields."""


@dataclass(frozen=True)
class LocationFilter:
    """A filter on what locations have, beside the filters on records.

    name: of the URL parameter; label: what pages call it; codes: list of its codes, None for one
    that is on or off.
    """

    name: str
    label: Sentence
    codes: CodeList | None = None


LOCATION_FILTERS = (
    LocationFilter(location_filters.OPEN, messages.OPEN_NOW),
    LocationFilter(location_filters.FEE, Sentence("Prix dans le lieu"), ref.FRAIS),
    LocationFilter(location_filters.SERVICE, Sentence("Service"), ref.SERVICES_MEDIATION),
    LocationFilter(location_filters.APPOINTMENT, Sentence("Rendez-vous en ligne")),
    LocationFilter(location_filters.WHEELCHAIR, Sentence("Accessibilité décrite")),
)
"""Filters on locations; one is offered where enough locations say the fact."""


def public_filters() -> list[Filter]:
    """Return the filters of the form beside the results of a search, in order of display."""
    return sorted((row for row in FILTERS if row.public), key=lambda row: row.public)


def helper_filters() -> list[Filter]:
    """Return the filters offered to people who search for somebody else, in order of display."""
    return sorted((row for row in FILTERS if row.helpers), key=lambda row: row.helpers)


def widget_filters() -> list[Filter]:
    """Return the filters that a site which embeds the search widget may set for its visitors."""
    return [row for row in FILTERS if row.widget]


def with_filters(model: type[Model]) -> type[Model]:
    """Add a field for every filter of a search to a pydantic model; made to be a class decorator.

    Args:
        model: model of the parameters of an API route; its own fields come first in the published
            schema.

    Returns:
        A subclass of the same name, with one more field for each filter: a list of its codes, empty
        by default (no filter).
    """
    return _extended(model, {row.name: (list[Code], _codes(row)) for row in FILTERS})


def with_assistant_filters(model: type[Model]) -> type[Model]:
    """Add a field for each filter that AI assistants may use to a pydantic model.

    Args:
        model: model of the parameters of a tool for assistants (Model Context Protocol); its own
            fields come first in the schema of the tool.

    Returns:
        A subclass of the same name, with one more field for each of these filters: a list of its
        codes, empty by default (no filter).
    """
    offered = [row for row in FILTERS if row.assistants]
    return _extended(model, {row.name: (list[str], _codes(row, row.assistants)) for row in offered})


def _extended(model: type[Model], fields: Mapping[str, Any]) -> type[Model]:
    """Return a subclass of a model with more fields, under the same name."""
    return create_model(
        model.__name__,
        __base__=model,
        __module__=model.__module__,
        __doc__=model.__doc__,
        **fields,
    )


def _codes(row: Filter, description: str = "") -> Any:  # noqa: ANN401 - as pydantic types Field
    """Return the field of a filter: the schema lists its codes, which the search checks."""
    codes = list(row.codes.labels)
    return Field(
        default=[],
        max_length=MAX_CODES,
        description=description or f"Codes parmi : {', '.join(codes)}",
        json_schema_extra={"items": {"type": "string", "enum": [*codes]}},
    )


def codes_of(parameters: BaseModel) -> Iterator[tuple[Filter, tuple[str, ...]]]:
    """Yield (filter, codes) for every filter of a search; codes are empty when none was chosen.

    parameters: parameters of the search, with one field for each filter, which holds its codes.
    """
    for row in FILTERS:
        yield row, tuple(getattr(parameters, row.name))
