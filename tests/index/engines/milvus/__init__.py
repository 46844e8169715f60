"""Tests of `index.engines.milvus`."""
