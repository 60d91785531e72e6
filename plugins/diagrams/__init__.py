"""From rows of views and queries to what the specs in templates/charts/ draw."""
