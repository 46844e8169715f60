"""Client of the OrientESS API: from a query in everyday French to the records that answer it."""

from orientess_client.asynchronous import AsyncOrientESS
from orientess_client.client import OrientESS
from orientess_client.errors import FieldFault, OrientESSError

__all__ = ["AsyncOrientESS", "FieldFault", "OrientESS", "OrientESSError"]
