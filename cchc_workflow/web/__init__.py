"""The pages: what people see in a browser. Imports no other edge."""
