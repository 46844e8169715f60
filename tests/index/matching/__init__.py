"""Tests of `index.matching`."""
