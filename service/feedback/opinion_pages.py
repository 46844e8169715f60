"""Pages to say whether what was found is useful: a click, a word of thanks, and words if wanted."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from index.errors import InvalidQuery, StoreError
from index.messages import Sentence
from index.records.models import AnyRecord
from service.feedback.opinions import MAX_WORDS_CHARS, REFUSED, Feedback, Opinion
from service.feedback.submissions import Kept
from service.presentation.forms import FORM, sent_page
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus

LOG = logging.getLogger("orientess")
ADDRESS = "/avis"
ANSWERS = {"utile": True, "pas-utile": False}
"""What a button sends -> whether the answer was useful."""
STORE_FAILS = Sentence("Le site a une panne. Réessayez dans quelques minutes.")
NO_WORDS = Sentence("Écrivez quelques mots, ou revenez en arrière.")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class Answered:
    """What was answered, and about what.

    record: None for a whole list; need: its identifier, "" when unsure; label: of the need.
    """

    record: AnyRecord | None
    need: str
    label: str
    useful: bool
    words: str = ""

    @property
    def opinion(self) -> Opinion:
        """The opinion to keep; InvalidQuery when its words are out of bounds."""
        record = "" if self.record is None else self.record.id
        return Opinion(record, self.need, self.useful, self.words)

    def address(self, path: str) -> str:
        """The address of a page about it."""
        record = {} if self.record is None else {"fiche": self.record.id}
        need = {"besoin": self.need} if self.need else {}
        value = next(name for name, useful in ANSWERS.items() if useful == self.useful)
        return to(f"{path}?{urlencode({'avis': value, **record, **need})}")


def _answered(
    searcher: CurrentSearch, thesaurus: CurrentThesaurus, avis: str, fiche: str, besoin: str
) -> Answered:
    """What parameters say; a need that the thesaurus lacks is forgotten."""
    if avis not in ANSWERS:
        raise InvalidQuery("avis", Sentence("Choisissez « utile » ou « pas utile »."))
    need = besoin if besoin in thesaurus.needs else ""
    label = thesaurus.label(need)
    return Answered(searcher.record(fiche) if fiche else None, need, label, ANSWERS[avis])


def _from_address(
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
    avis: str = "",
    fiche: str = "",
    besoin: str = "",
) -> Answered:
    return _answered(searcher, thesaurus, avis, fiche, besoin)


def _from_form(
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
    avis: Annotated[str, Form()] = "",
    fiche: Annotated[str, Form()] = "",
    besoin: Annotated[str, Form()] = "",
) -> Answered:
    return _answered(searcher, thesaurus, avis, fiche, besoin)


Asked = Annotated[Answered, Depends(_from_address)]
Sent = Annotated[Answered, Depends(_from_form)]


@router.post(ADDRESS, dependencies=FORM)
def send(request: Request, answered: Sent) -> Response:
    """Keep a click; other sites may not send any."""
    return _kept(request, answered, f"{ADDRESS}/merci")


@page_at(router, f"{ADDRESS}/merci")
def thanks(answered: Asked) -> HTMLResponse:
    """A word of thanks, and a form to say more."""
    return _page(answered)


@router.post(f"{ADDRESS}/mots", dependencies=FORM)
def say(request: Request, answered: Sent, mots: Annotated[str, Form()] = "") -> Response:
    """Keep the words that somebody adds, or say what is to be mended in them."""
    said = replace(answered, words=mots)
    try:
        if not said.opinion.words:
            raise InvalidQuery("mots", NO_WORDS)
    except InvalidQuery as error:
        return _page(said, 422, error=error.message)
    return _kept(request, said, f"{ADDRESS}/mots/merci")


@page_at(router, f"{ADDRESS}/mots/merci")
def thanks_for_words(answered: Asked) -> HTMLResponse:
    """What becomes of the words."""
    return page("feedback_done.html", answered=answered)


def _kept(request: Request, answered: Answered, after: str) -> Response:
    """The way to a page once an opinion is kept, else why it is not."""
    feedback: Feedback = request.app.state.feedback
    try:
        kept = feedback.add(answered.opinion)
    except StoreError as error:
        LOG.error("avis perdu : %s", error)
        return _page(answered, 503, notice=STORE_FAILS)
    if kept is not Kept.YES:
        return _page(answered, 429, notice=REFUSED[kept])
    return RedirectResponse(answered.address(after), 303)


def _page(
    answered: Answered, status: int = 200, *, error: str = "", notice: str = ""
) -> HTMLResponse:
    """The thanks and the form; error: what is wrong in the words; notice: why nothing was kept."""
    return sent_page(
        "feedback.html",
        status,
        answered=answered,
        max_words=MAX_WORDS_CHARS,
        error=error,
        notice=notice,
    )
