"""Diagrams: from rows of views and named queries to layouts, which templates/drawings/ render."""
