"""Load event data sets (UCDP GED, ACLED, GTD and similar tables) as reports, actors and attacks."""
