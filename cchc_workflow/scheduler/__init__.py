"""Owns when things happen by themselves: the fixed jobs and what drives them; decides nothing of the plan."""
