"""Tests of `index.records`."""
