"""Tests of `index.indexing`."""
