"""Papers and figures that leave the program: what a rehearsed year hands over."""
