"""Engine by a Milvus server: `engine`, over its `collections`, reached by `server`."""
