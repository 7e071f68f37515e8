"""The screen of who steers: the projected index, the units, what to confirm and to decide."""
