"""Routes whose parameters are read directly: the same as FastAPI reads, and the same refusals."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from service.http.direct_route import DirectRoute


class Parameters(BaseModel):
    """Parameters of a route of these tests."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(min_length=1)
    codes: list[str] = Field([], max_length=2)
    exact: bool = False
    page: int = Field(1, ge=1)


async def read(request: Request, parameters: Annotated[Parameters, Query()]) -> Response:
    """Answer what was read."""
    return JSONResponse({"path": request.url.path, **parameters.model_dump()})


async def twice(request: Request) -> int:
    """Return twice the page asked for."""
    return int(request.query_params["page"]) * 2


def client_of(route_class: type[Any]) -> TestClient:
    """A client of an application with one route of this class."""
    router = APIRouter(prefix="/api", route_class=route_class)
    router.get("/read")(read)
    app = FastAPI()
    app.include_router(router)
    return TestClient(app)


DIRECT, USUAL = client_of(DirectRoute), client_of(APIRouter().route_class)


@pytest.mark.parametrize(
    "query",
    [
        "q=wifi",
        "q=a&q=b",
        "q=caf%C3%A9&codes=a&codes=b&exact=true&page=3",
        "q=a&codes=",
        "",
        "q=",
        "q=a&page=0&exact=peut",
        "q=a&page=1&page=x",
        "q=a&codes=a&codes=b&codes=c",
        "q=a&inconnu=1&autre=",
        "page=un",
    ],
)
def test_a_url_should_be_read_and_refused_as_fastapi_does(query: str) -> None:
    direct, usual = (client.get(f"/api/read?{query}") for client in (DIRECT, USUAL))
    assert direct.status_code == usual.status_code
    assert direct.json() == usual.json()


def test_a_route_should_be_documented_from_its_signature() -> None:
    documents = [client.get("/openapi.json").json() for client in (DIRECT, USUAL)]
    assert documents[0] == documents[1]
    assert [each["name"] for each in documents[0]["paths"]["/api/read"]["get"]["parameters"]] == [
        "q",
        "codes",
        "exact",
        "page",
    ]


def test_a_route_with_dependencies_should_be_left_to_fastapi() -> None:
    router = APIRouter(route_class=DirectRoute)

    @router.get("/pages")
    async def pages(
        parameters: Annotated[Parameters, Query()], doubled: Annotated[int, Depends(twice)]
    ) -> dict[str, object]:
        return {"q": parameters.q, "doubled": doubled}

    app = FastAPI()
    app.include_router(router)
    assert TestClient(app).get("/pages?q=a&page=4").json() == {"q": "a", "doubled": 8}
