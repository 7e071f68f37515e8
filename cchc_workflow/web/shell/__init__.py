"""The shell of every page: where a role lands, what it finds in the navigation, its bell and its help."""
