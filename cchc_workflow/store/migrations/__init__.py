"""The schema's history, one module a revision; applied by store.schema, written by its own `python -m`."""
