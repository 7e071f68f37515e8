"""The pages that people see in a browser, read from the engine."""
