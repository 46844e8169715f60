"""Pages to give an opinion on search results.

A click on "useful" or "not useful" is stored at once; a page of thanks then offers to add words.
"""

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
from service.feedback.submissions import SubmissionOutcome
from service.presentation.forms import FORM, submission_page
from service.presentation.i18n import to
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch, CurrentThesaurus
from service.runtime.services import services_of

LOG = logging.getLogger("orientess")
ADDRESS = "/avis"
ANSWERS = {"utile": True, "pas-utile": False}
"""Value that a button of the form sends -> True for "useful", False for "not useful"."""
STORE_FAILS = Sentence("Le site a une panne. Réessayez dans quelques minutes.")
NO_WORDS = Sentence("Écrivez quelques mots, ou revenez en arrière.")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class OpinionForm:
    """Opinion on search results, as sent by a form or stated in a URL.

    record: record that the opinion is about, None when it is about a whole list of results; need:
    identifier, in the thesaurus, of the need that the query was understood as, "" when none was;
    label: label of that need, "" without one; useful: True for "useful"; words: text that the
    person chose to add, possibly "".
    """

    record: AnyRecord | None
    need: str
    label: str
    useful: bool
    words: str = ""

    @property
    def opinion(self) -> Opinion:
        """Return the opinion to store.

        Raises:
            InvalidQuery: when the words are too long or not valid Unicode.
        """
        record = "" if self.record is None else self.record.id
        return Opinion(record, self.need, self.useful, self.words)

    def address(self, path: str) -> str:
        """Return the URL of a page about this opinion.

        path: path of the page. The values of the opinion are added to it as parameters, except the
        words that the person added.
        """
        record = {} if self.record is None else {"fiche": self.record.id}
        need = {"besoin": self.need} if self.need else {}
        value = next(name for name, useful in ANSWERS.items() if useful == self.useful)
        return to(f"{path}?{urlencode({'avis': value, **record, **need})}")


def _opinion_form(
    searcher: CurrentSearch, thesaurus: CurrentThesaurus, avis: str, fiche: str, besoin: str
) -> OpinionForm:
    """Return the values of the parameters; a need that the thesaurus lacks is left out."""
    if avis not in ANSWERS:
        raise InvalidQuery("avis", Sentence("Choisissez « utile » ou « pas utile »."))
    need = besoin if besoin in thesaurus.needs else ""
    label = thesaurus.label(need)
    return OpinionForm(
        searcher.retriever.record(fiche) if fiche else None, need, label, ANSWERS[avis]
    )


def _from_url(
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
    avis: str = "",
    fiche: str = "",
    besoin: str = "",
) -> OpinionForm:
    return _opinion_form(searcher, thesaurus, avis, fiche, besoin)


def _from_form(
    searcher: CurrentSearch,
    thesaurus: CurrentThesaurus,
    avis: Annotated[str, Form()] = "",
    fiche: Annotated[str, Form()] = "",
    besoin: Annotated[str, Form()] = "",
) -> OpinionForm:
    return _opinion_form(searcher, thesaurus, avis, fiche, besoin)


FormOfUrl = Annotated[OpinionForm, Depends(_from_url)]
SentForm = Annotated[OpinionForm, Depends(_from_form)]


@router.post(ADDRESS, dependencies=FORM)
def send(request: Request, form: SentForm) -> Response:
    """Store the opinion sent by a click on "useful" or "not useful", then redirect to thanks.

    form: the opinion. Requests that come from a page of another site are refused.
    """
    return _store(request, form, f"{ADDRESS}/merci")


@page_at(router, f"{ADDRESS}/merci")
def thanks(form: FormOfUrl) -> HTMLResponse:
    """Render the page that thanks for an opinion, with a form to add words to it."""
    return _page(form)


@router.post(f"{ADDRESS}/mots", dependencies=FORM)
def add_words(request: Request, form: SentForm, mots: Annotated[str, Form()] = "") -> Response:
    """Store an opinion with the words that a person adds, then redirect to a page of thanks.

    form: the opinion; mots: the words; when they are empty or too long, the form is shown again
    with the error, with status 422.
    """
    form = replace(form, words=mots)
    try:
        if not form.opinion.words:
            raise InvalidQuery("mots", NO_WORDS)
    except InvalidQuery as error:
        return _page(form, 422, error=error.message)
    return _store(request, form, f"{ADDRESS}/mots/merci")


@page_at(router, f"{ADDRESS}/mots/merci")
def thanks_for_words(form: FormOfUrl) -> HTMLResponse:
    """Render the page that thanks for added words, and explains what becomes of them."""
    return page("feedback_done.html", opinion=form)


def _store(request: Request, form: OpinionForm, after: str) -> Response:
    """Store an opinion and redirect to a page; or render the form with the reason of a failure."""
    feedback = services_of(request).get(Feedback)
    try:
        outcome = feedback.add(form.opinion)
    except StoreError as error:
        LOG.error("avis perdu : %s", error)
        return _page(form, 503, notice=STORE_FAILS)
    if outcome is not SubmissionOutcome.STORED:
        return _page(form, 429, notice=REFUSED[outcome])
    return RedirectResponse(form.address(after), 303)


def _page(
    form: OpinionForm, status: int = 200, *, error: str = "", notice: str = ""
) -> HTMLResponse:
    """Render the thanks and the form; error: of the words; notice: reason not to have stored."""
    return submission_page(
        "feedback.html",
        status,
        opinion=form,
        max_words=MAX_WORDS_CHARS,
        error=error,
        notice=notice,
    )
