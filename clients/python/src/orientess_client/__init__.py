"""Client of the OrientESS API: from a query in everyday French to the records that answer it.

OrientESS is a search engine; a record describes an organisation or a programme that helps people
with digital tools. `OrientESS` is the client, `AsyncOrientESS` the same for asyncio.
"""

from orientess_client.asynchronous import AsyncOrientESS
from orientess_client.client import OrientESS
from orientess_client.errors import FieldFault, OrientESSError

__all__ = ["AsyncOrientESS", "FieldFault", "OrientESS", "OrientESSError"]
