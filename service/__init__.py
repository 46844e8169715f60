"""The web service: `index` over HTTP. Start with `app.create_app`."""
