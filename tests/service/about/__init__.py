"""Tests of `service.about`."""
