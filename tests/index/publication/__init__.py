"""Tests of `index.publication`."""
