"""Tools for assistants over MCP (Model Context Protocol).

`tools` are what an assistant may call, `schemas` their parameters and answers, `server` the
protocol. Start with `tools`.
"""
