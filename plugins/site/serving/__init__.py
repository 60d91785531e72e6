"""What stands between readers and Datasette: requests are kept, bounded, refused and passed on."""
