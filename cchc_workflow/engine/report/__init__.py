"""Reports: figures frozen as of a day, kept with their hash, made on their day, issued once."""
