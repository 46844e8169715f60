"""Speed of the service against its bars, and against other engines."""
