"""PDF: a paper handed to typst as data."""
