"""What this project is called: the one place that says so."""

DATABASE = "jnim"
FILE = f"{DATABASE}.db"
