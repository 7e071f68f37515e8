"""The calendar: the year and the month of deadlines, and the feed that a person subscribes to."""
