"""Tests of `service.skills`."""
