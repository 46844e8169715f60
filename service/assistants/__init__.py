"""Tools for assistants (programs that use a language model) over MCP (Model Context Protocol).

`tools` are the functions that an assistant may call, `schemas` their parameters and answers,
`server` the protocol, `endpoint` its address, opened by the first call. Start with `tools`.
"""
