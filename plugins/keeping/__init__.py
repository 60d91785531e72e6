"""What keeps whole answers (plugins/cache.py), in parts: plain requests, packed answers."""
