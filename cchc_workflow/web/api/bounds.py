"""Owns how much the API reads of a request: a body that is no file is small, whoever sends it."""

MOST_BYTES = 256 * 2**10
"""More than any body of ours can have, but a file."""

UPLOADS = "/uploads"
"""How the addresses end that take a file; what they read has bounds of its own."""


def most_of_body(path: str) -> int | None:
    """Return how many bytes a body may have at this path, None where it takes a file."""
    return None if path.endswith(UPLOADS) else MOST_BYTES
