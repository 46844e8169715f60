"""Documentation of the API for developers: the OpenAPI document, and the guide as a web page.

`openapi` completes the OpenAPI document and serves it, `handbook` and `curl_recipes` make the
contents and examples of the guide, `pages` renders the guide. Start with `openapi`.
"""
