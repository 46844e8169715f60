"""Tests of `service.runtime`."""
