"""Pages of the workshop: five activities of ten minutes with the real search, for groups.

They need neither account nor script, and each is printed on two pages: a sheet for people who take
part, and one for the person who leads. Nothing of what is typed is counted nor kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from index.errors import EncoderUnavailable, InvalidQuery
from service.about.workshop import (
    ACTIVITIES,
    ANCHORS,
    BIAS,
    DECISION,
    LIMITS,
    MISTAKES,
    NEAR_WORDS,
    NEED,
    PAIR,
    QUESTIONS,
    SPELLINGS,
    WORDS,
    WORKSHOP,
    Activity,
    Field,
    charge_texts,
)
from service.about.workshop_answers import (
    RANK_PREFIX,
    RANKED,
    gap_table,
    ranking,
    readings,
    word_table,
)
from service.presentation.formatting import number_in_words
from service.presentation.result_card import shortened
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentWordCosines
from service.search.dependencies import ObservedSearch

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, WORKSHOP)
def workshop() -> HTMLResponse:
    """Render the presentation of the workshop, and the list of its activities."""
    return page("workshop.html", activities=ACTIVITIES)


@page_at(router, NEAR_WORDS.path)
def near_words(
    request: Request,
    cosines: CurrentWordCosines,
    _: Annotated[None, Depends(charge_texts(WORDS))],
) -> HTMLResponse:
    """Render the activity on words ("mot" of the URL) that are near in meaning."""
    return _sheet(
        NEAR_WORDS,
        lambda: word_table(WORDS.read(request), cosines, WORDS.examples),
        **_boxes(request, words=WORDS),
    )


@page_at(router, MISTAKES.path)
def mistakes(
    request: Request, search: ObservedSearch, _: Annotated[None, Depends(charge_texts(SPELLINGS))]
) -> HTMLResponse:
    """Render the activity on one need written in several ways ("q" of the URL)."""
    return _sheet(
        MISTAKES,
        lambda: readings(SPELLINGS.read(request), search),
        **_boxes(request, texts=SPELLINGS),
    )


@page_at(router, LIMITS.path)
def limits(
    request: Request, search: ObservedSearch, _: Annotated[None, Depends(charge_texts(QUESTIONS))]
) -> HTMLResponse:
    """Render the activity on requests ("q" of the URL) that the search must not answer."""
    return _sheet(
        LIMITS,
        lambda: readings(QUESTIONS.read(request), search),
        **_boxes(request, texts=QUESTIONS),
    )


@page_at(router, BIAS.path)
def bias(
    request: Request,
    cosines: CurrentWordCosines,
    _: Annotated[None, Depends(charge_texts(PAIR, ANCHORS))],
) -> HTMLResponse:
    """Render the activity on an occupation ("metier" of the URL) in both genders."""
    return _sheet(
        BIAS,
        lambda: gap_table(PAIR.read(request), ANCHORS.read(request), cosines),
        **_boxes(request, pair=PAIR, anchors=ANCHORS),
    )


@page_at(router, DECISION.path)
def decision(
    request: Request, search: ObservedSearch, _: Annotated[None, Depends(charge_texts(NEED))]
) -> HTMLResponse:
    """Render the activity that compares the order of a group with that of the machine.

    The need is "q" of the URL; the rank of each record has a parameter of its own.
    """
    return _sheet(
        DECISION,
        lambda: ranking(NEED.read(request)[0], search, request),
        prefix=RANK_PREFIX,
        ranks=range(1, RANKED + 1),
        shortened=shortened,
        **_boxes(request, needs=NEED),
    )


def _boxes(request: Request, **fields: Field) -> dict[str, object]:
    """Return, under the name of each field, what its boxes show, and the most characters of one."""
    boxes: dict[str, object] = {
        name: [(text, text in field.examples) for text in field.boxes(request)]
        for name, field in fields.items()
    }
    return {**boxes, "longest": max(field.max_chars for field in fields.values())}


def _sheet(activity: Activity, answer: Callable[[], object], /, **values: object) -> HTMLResponse:
    """Render the page of an activity, with the answer of the machine or why there is none.

    activity: the one to render; answer: computes what the machine says; values: what the template
    shows besides. The status is 422 for texts that are not valid.
    """
    status = 200
    shown: dict[str, object] = {"answer": None, "error": None, "notice": ""}
    try:
        shown["answer"] = answer()
    except InvalidQuery as error:
        status, shown["error"] = 422, error.message
    except EncoderUnavailable as error:
        shown["notice"] = error.args[0]
    place = ACTIVITIES.index(activity)
    return page(
        activity.template,
        status,
        activity=activity,
        number=place + 1,
        count=len(ACTIVITIES),
        before=ACTIVITIES[place - 1] if place else None,
        after=ACTIVITIES[place + 1] if place + 1 < len(ACTIVITIES) else None,
        decimals=number_in_words,
        **shown,
        **values,
    )
