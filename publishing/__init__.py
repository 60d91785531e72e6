"""Publish a database as a site: the folders and commands for each host."""
