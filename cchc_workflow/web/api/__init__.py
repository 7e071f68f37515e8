"""Owns the REST API: the pages' use cases for other programs, with no rule of its own."""
