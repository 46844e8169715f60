"""Tests of `service.map`."""
