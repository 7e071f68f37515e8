"""The rules of a reform plan as pure functions: no clock, no input or output, no SQL."""
