"""Documentation of the API for developers: the OpenAPI document and the guide.

`openapi` completes and serves the document, `handbook` and `curl_recipes` make the examples of the
guide, `pages` renders it. Start with `openapi`.
"""
