"""Files that are made from the code and the data, and committed: `make generated` writes them all.

`python -m scripts.generated --check` writes nothing and says which are stale. Each module has a
function `generated`, which returns the content of its files.
"""
