"""Forms of the pages of skills: their fields, as texts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import ImmutableMultiDict, UploadFile

UNSTORED = {"Cache-Control": "private, no-store"}
"""Headers of the answer to a form that holds words of a person."""
Texts = ImmutableMultiDict[str, str]


async def form_texts(request: Request) -> Texts:
    """Return the fields of the form of a request, without its files; a FastAPI dependency."""
    async with request.form() as form:
        fields = form.multi_items()
        return Texts([(name, value) for name, value in fields if not isinstance(value, UploadFile)])


FormTexts = Annotated[Texts, Depends(form_texts)]
