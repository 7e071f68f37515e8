"""The demonstration: roles to slip into, a clock to move, and the mails as they would arrive."""
