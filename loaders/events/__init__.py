"""Event data sets (UCDP GED, ACLED, GTD and tables like them) to reports, actors and attacks."""
