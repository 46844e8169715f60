"""For who integrates: the OpenAPI document and the guide of the API.

`openapi` completes the document, `handbook` and `curl_recipes` make the guide, `pages` shows it.
Start with `openapi`.
"""
