"""Fields of the forms of the pages of skills."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.occupations.forms import FormTexts

app = FastAPI()


@app.post("/")
async def echo(sent: FormTexts) -> list[tuple[str, str]]:
    return sent.multi_items()


def test_fields_should_be_texts_in_order_and_files_be_left_out() -> None:
    client = TestClient(app)
    sent = client.post("/", data={"c": ["coudre", ""], "lieu": "Lille"}).json()
    assert sent == [["c", "coudre"], ["c", ""], ["lieu", "Lille"]]
    assert client.post("/", files={"c": ("coudre.txt", b"coudre")}).json() == []
    assert client.post("/", content=b"c=coudre").json() == []
