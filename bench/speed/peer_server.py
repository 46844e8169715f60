"""A peer behind one route of FastAPI: `python -m bench.speed.peer_server NAME PORT`."""

from __future__ import annotations

import argparse
import sys

import uvicorn
from fastapi import FastAPI

from bench.peers.comparison import PEERS, documents_of, opened_peer
from bench.peers.peer import Document, Peer
from service.cli.evaluate import open_searcher
from service.settings import Settings


def application(peer: Peer, records: dict[str, Document]) -> FastAPI:
    """Return the application: `/search?q=` answers with the best records, `/pret` when it is up.

    peer: one that has indexed the records; records: by identifier.
    """
    app = FastAPI()

    @app.get("/search")
    def search(q: str) -> list[Document]:
        return [records[identifier] for identifier in peer.search(q)]

    @app.get("/pret")
    def ready() -> bool:
        return True

    return app


def main() -> int:
    """Index the records of the index in service, then serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    settings = Settings()
    documents = documents_of(open_searcher(settings), settings)
    with opened_peer(PEERS[options.name]) as peer:
        peer.index(documents)
        app = application(peer, {document.identifier: document for document in documents})
        uvicorn.run(app, port=options.port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
