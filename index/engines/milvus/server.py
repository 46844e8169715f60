"""Connection to a Milvus server, and what its collections are made of.

The only module that imports pymilvus (extra `milvus`), when an index for it is opened. A collection
has one entity for each passage (text cut from a record) of one version of an index:

    row     its row in the index, primary key
    record  row of its record
    codes   columns of the codes that keep its record (filters)
    vector  embedding, by inner product: vectors have unit norm
    words   our weights on stems, by inner product
    letters our weights on character n-grams, by inner product
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from index.engines.base import EXACT_MAX_ROWS, EngineServer
from index.errors import EngineUnavailable
from index.records.coded_fields import WIDTH

GRAPH = {"M": 16, "efConstruction": 200}
CONNECT_S = 5.0
"""Longest wait, in seconds, for the server when it is connected to."""
CONSISTENCY = "Bounded"
"""Queries may miss what was written seconds ago: a version is checked before it is in service."""
REFUSED = "il refuse de répondre"
QUIET = {"grpc.keepalive_permit_without_calls": False}
"""Options of the connection: a server may close one that sends pings while nothing is asked."""
NOTHING_ASKED = "Rien n'est demandé à Milvus ici."
NOT_INDEXED = "does not support scalar index"
"""What milvus-lite says of the index of an array, which it cannot make."""
UNREACHED = "on n'arrive pas à le joindre"


class MilvusServer:
    """A Milvus server, connected to when it is first asked; safe to share between threads."""

    def __init__(self, server: EngineServer) -> None:
        """server: its address, which the registry checked, and what opens it."""
        import pymilvus  # now: it takes longer than a query may wait

        # its errors are raised to us: it would log them too, with addresses
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self._library: Any = pymilvus
        self.site, self.limit_s = server.site, server.limit_s
        self._server = server

    @cached_property
    def client(self) -> Any:  # noqa: ANN401 - pymilvus has no types
        """Client of the server, whose connection the process shares; it connects again itself."""
        return self._library.MilvusClient(
            uri=self._server.uri, token=self._server.token, timeout=CONNECT_S, grpc_options=QUIET
        )

    @contextmanager
    def asking(self) -> Iterator[Any]:
        """Give the client, and raise its errors as EngineUnavailable.

        Yields:
            The client of pymilvus.

        Raises:
            EngineUnavailable: when the server cannot be reached, or refuses. Its reason, which
                anybody may read, tells no address; its message adds what the server said.
        """
        from grpc import RpcError

        try:
            yield self.client
        except self._library.MilvusException as error:
            told = str(error.message).partition("\n")[0][:300]
            raise EngineUnavailable(REFUSED, f"Milvus : {told}") from error
        except (RpcError, OSError) as error:
            raise EngineUnavailable(UNREACHED, f"Milvus : {type(error).__name__}") from error

    def create(self, name: str, dimension: int, rows: int) -> None:
        """Create a collection and its indexes.

        Args:
            name: of the collection.
            dimension: number of values in a vector.
            rows: number of passages that it will hold.

        Raises:
            EngineUnavailable: when the server cannot be reached, or refuses.
        """
        types, whole = self._library.DataType, rows <= EXACT_MAX_ROWS
        with self.asking() as client:
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("row", types.INT64, is_primary=True)
            schema.add_field("record", types.INT64)
            schema.add_field("codes", types.ARRAY, element_type=types.INT16, max_capacity=WIDTH)
            schema.add_field("vector", types.FLOAT_VECTOR, dim=dimension)
            indexes = client.prepare_index_params()
            kind = ("FLAT", {}) if whole else ("HNSW", GRAPH)
            indexes.add_index("vector", index_type=kind[0], metric_type="IP", params=kind[1])
            for field in ("words", "letters"):
                schema.add_field(field, types.SPARSE_FLOAT_VECTOR)
                indexes.add_index(field, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            indexes.add_index("record", index_type="INVERTED")
            client.create_collection(name, schema=schema, consistency_level=CONSISTENCY)
            client.create_index(name, indexes, sync=False)
        self._index_codes(name)

    def _index_codes(self, name: str) -> None:
        """Index the codes where the server can: filters are slower without, and as right."""
        with self.asking() as client:
            indexes = client.prepare_index_params()
            indexes.add_index("codes", index_type="INVERTED")
            try:
                client.create_index(name, indexes, sync=False)
            except self._library.MilvusException as error:
                if NOT_INDEXED not in str(error.message):
                    raise
                logging.getLogger("orientess").info("Milvus n'indexe pas les codes des filtres")
