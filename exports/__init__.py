"""Export a database to files in the formats that others work with: see __main__."""
