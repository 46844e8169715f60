"""Tests of `index.engines`."""
