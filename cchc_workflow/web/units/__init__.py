"""The units: where each stands against the line, and what it has to do now."""
