"""The words of the papers: found, filled in from a snapshot, read as blocks."""
