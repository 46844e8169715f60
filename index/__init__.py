"""From records to ranked, explained hits. This package knows nothing of HTTP.

    records -> passages -> encoder + lexical -> build -> artefact -> engines -> search

Read `index.search` for the path of a query and `index.indexing` for the making of an artefact:
the two meet only on disk, in the folder that `index.artefact` describes.
"""

import os

# ONNX Runtime sends telemetry to its makers unless this variable says not to, and reads it when it
# is imported
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
