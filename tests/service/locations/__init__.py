"""Tests of the pages of locations."""
