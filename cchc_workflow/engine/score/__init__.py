"""Scores: what is given for a plan's criteria, what proves them, and the binder of that."""
