"""Tools that measure and compare what the service answers; none is part of it."""
