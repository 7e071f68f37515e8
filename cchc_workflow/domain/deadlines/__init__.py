"""Reading a deadline as a document words it: what can't be read is never guessed, it goes to a person."""
