"""A client of the API of OrientESS: from a need in everyday French to who answers it."""

from orientess_client.asynchronous import AsyncOrientESS
from orientess_client.client import OrientESS
from orientess_client.errors import FieldFault, OrientESSError

__all__ = ["AsyncOrientESS", "FieldFault", "OrientESS", "OrientESSError"]
