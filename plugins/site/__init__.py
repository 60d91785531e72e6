"""What makes the site of Datasette, module by module."""
