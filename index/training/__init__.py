"""Training of the adapter. Needs the extra `train`.

`dataset` gathers the training set, `pairs` are texts that mean the same, `trainer` trains. Start
with `dataset`.
"""
