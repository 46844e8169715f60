"""From records to ranked, explained hits. This package knows nothing of HTTP.

    records -> passages -> encoder + lexical -> build -> artefact -> engines -> search

Read `search` for what happens to a query and `build` for how an artefact is made:
the two meet only on disk, in the folder that `artefact` describes.
"""

import os

# ONNX Runtime, which tells its makers how it is used unless it is told not to, reads this when it
# is imported
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
