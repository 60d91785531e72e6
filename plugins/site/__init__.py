"""What the site adds to Datasette: each module can be left out without reading another."""
