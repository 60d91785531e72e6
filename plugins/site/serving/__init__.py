"""The server around Datasette: caching, limits, and forwarding requests to worker processes."""
