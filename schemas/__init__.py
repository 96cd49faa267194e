"""What the tables between the rules must be: one module a table."""
