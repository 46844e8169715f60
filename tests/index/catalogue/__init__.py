"""Tests of `index.catalogue`."""
