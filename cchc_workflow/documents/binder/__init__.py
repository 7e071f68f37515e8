"""The evidence binder: a zip with a folder for each criterion, its index and its hashes."""
