"""Text to vector, when serving: ONNX Runtime and a tokenizer, no torch.

`onnx` encodes, `bounded` adds a deadline and a queue, `tokenizers` reads the vocabulary. The
encoder is prepared by `index.encoder_export`. Start with `onnx`.
"""
