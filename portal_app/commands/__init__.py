"""The subcommands of `portal`, one module per subject; `portal_app/cli.py` puts them together."""
