"""What loaders, exports and the site share: dates, names, citations, redistribution."""
