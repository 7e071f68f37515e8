"""Tables, transactions and statements: the only floor that speaks SQL."""
