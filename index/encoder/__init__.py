"""Encoder used when serving: texts to vectors by ONNX Runtime and a tokenizer, without torch.

`onnx` encodes, `bounded` adds a time limit and a bounded queue, `tokenizers` turns texts into token
ids. `index.encoder_export` prepares the files that it reads. Start with `onnx`.
"""
