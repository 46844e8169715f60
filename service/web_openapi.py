"""The OpenAPI document as it is fetched: written and compressed once, whoever asks."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

import brotli
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

JSON_TYPE = "application/json"
router = APIRouter(include_in_schema=False)


def _bodies(app: FastAPI) -> Mapping[str, bytes]:
    """The document by encoding, the lightest first; "" for none."""
    bodies: Mapping[str, bytes] | None = getattr(app.state, "document", None)
    if bodies is None:
        plain = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
        bodies = {"br": brotli.compress(plain), "gzip": gzip.compress(plain), "": plain}
        app.state.document = bodies
    return bodies


@router.api_route("/api/openapi.json", methods=["GET", "HEAD"])
def document(request: Request) -> Response:
    """La description OpenAPI de l'API."""
    accepted = request.headers.get("accept-encoding", "")
    bodies = _bodies(request.app)
    encoding = next(each for each in bodies if each in accepted)
    headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": encoding} if encoding else {})
    return Response(bodies[encoding], headers=headers, media_type=JSON_TYPE)
