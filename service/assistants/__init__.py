"""Tools for assistants (programs that use a language model) over MCP (Model Context Protocol).

`tools` are the functions that an assistant may call, `schemas` their parameters and answers,
`record_text` the texts of records in them, `holdings` what the catalogue covers,
`server` the protocol, `endpoint` its address, opened by the first call. Start with `tools`.
"""
