"""What tests read of a page: its tags, their text, its links and its fields."""

from __future__ import annotations

from html.parser import HTMLParser

from fastapi.testclient import TestClient

NEED = "ordinateur smartphone internet"
VOID = {"meta", "link", "input", "br", "img", "hr", "circle", "path"}
BROWSER = {"accept": "text/html"}
HOSTILE = '<script>alert("x")</script>'


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text that each one holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._texts: list[tuple[str, list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append((tag, []))
            self._texts.append(self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened, _ = self._open.pop()
            assert opened == tag, f"<{opened}> fermé par </{tag}>"

    def handle_data(self, data: str) -> None:
        for _, pieces in self._open:
            pieces.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def texts(self, tag: str) -> list[str]:
        """The text in every tag of a name, in one line."""
        return [" ".join("".join(pieces).split()) for name, pieces in self._texts if name == tag]

    def link(self, text: str) -> str:
        """The address of the link that reads `text`."""
        links = zip(self.all("a"), self.texts("a"), strict=True)
        return next(attributes["href"] for attributes, shown in links if shown == text)

    def field(self, name: str) -> dict[str, str]:
        """The attributes of the first field of a name."""
        return next(each for each in self.all("input") if each["name"] == name)

    @property
    def title(self) -> str:
        return self.texts("title")[0]

    @property
    def notes(self) -> list[str]:
        """What is said above the results."""
        noted = [each.get("class") for each in self.all("p")]
        texts = zip(noted, self.texts("p"), strict=True)
        return [text for kind, text in texts if kind == "note"]

    @property
    def foreign_scripts(self) -> list[dict[str, str]]:
        """What could run and is no file of ours: blocks of data do not run."""
        run = [each for each in self.all("script") if "json" not in each.get("type", "")]
        return [each for each in run if not each.get("src", "").startswith("/static/")]

    @property
    def chips(self) -> dict[str, str]:
        """What was understood and chosen -> the address without it."""
        ending = ", retirer"
        marked = ((each.get("aria-label", ""), each["href"]) for each in self.all("a"))
        return {said.removesuffix(ending): to for said, to in marked if said.endswith(ending)}

    @property
    def values(self) -> dict[str, list[str]]:
        """Name -> values of the fields that the form of filters would send."""
        sent: dict[str, list[str]] = {}
        for field in self.all("input"):
            if field["type"] == "hidden" or "checked" in field:
                sent.setdefault(field["name"], []).append(field["value"])
        return sent


def read(client: TestClient, path: str, status: int = 200, **parameters: object) -> Page:
    """A page, checked to be one."""
    response = client.get(path, params=parameters or None, headers=BROWSER)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(response.text)


def sent(client: TestClient, path: str, status: int = 200, /, **fields: object) -> Page:
    """The page that answers a form; fields: name -> value, or values."""
    response = client.post(path, data=fields, headers=BROWSER, follow_redirects=False)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    return Page(response.text)


def results(client: TestClient, q: str = NEED, **parameters: object) -> Page:
    """The page of the results of a need."""
    return read(client, "/recherche", 200, q=q, **parameters)
