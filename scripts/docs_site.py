"""Hooks of mkdocs: pages from outside docs/, links between files of the repository, decisions.

One source: files are read where they are. Links are written for the repository, as a forge shows
it; those that lead to no page of the site, such as a module, keep their words and lose their link.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
DOCS = "docs"
OUTSIDE = {
    "CHANGELOG.md": "CHANGELOG.md",
    "CODE_OF_CONDUCT.md": "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "GOVERNANCE.md": "GOVERNANCE.md",
    "README.md": "code.md",  # mkdocs would make a README the home page
    "SECURITY.md": "SECURITY.md",
    "clients/python/README.md": "clients/python.md",
    "data/README.md": "data.md",
    "data/evaluation/README.md": "judged-needs.md",
}
"""Files of the repository that are pages of the site -> where they are in it."""
DECISIONS = "decisions"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
"""A link or an image: mark of an image, words, target."""
ELSEWHERE = re.compile(r"[a-z]+:|#|/")
FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the decisions to the menu, in their order.

    config: configuration of the site.
    """
    names = sorted(path.name for path in (ROOT / DOCS / DECISIONS).glob("*.md"))
    pages = [f"{DECISIONS}/{name}" for name in names]
    config.nav = [*(config.nav or []), {"Décisions": pages}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are outside docs/.

    files: of the site; config: its configuration.
    """
    for path, place in OUTSIDE.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite the links of a page to those of the site; examples of code stay as they are.

    markdown: text of the page; page: where it is; config: of the site; files: its pages.
    """
    source = page.file.src_uri
    here = next((path for path, place in OUTSIDE.items() if place == source), f"{DOCS}/{source}")
    known = set(files.src_uris)
    pieces = FENCE.split(markdown)
    return "".join(
        piece if number % 2 else LINK.sub(lambda match: linked(match, here, source, known), piece)
        for number, piece in enumerate(pieces)
    )


def linked(match: re.Match[str], here: str, source: str, known: set[str]) -> str:
    """Return a link as the site has it, or its words alone.

    match: of `LINK`; here: path of its page in the repository; source: its path in the site; known:
    paths of all the files of the site.
    """
    mark, words, target = match.groups()
    if ELSEWHERE.match(target):
        return match[0]
    path, hash_mark, anchor = target.partition("#")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    inside = OUTSIDE.get(wanted, wanted.removeprefix(f"{DOCS}/"))
    if inside not in known:
        return words
    address = posixpath.relpath(inside, posixpath.dirname(source) or ".")
    return f"{mark}[{words}]({address}{hash_mark}{anchor})"
