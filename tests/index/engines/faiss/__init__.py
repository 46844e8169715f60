"""Tests of `index.engines.faiss`."""
