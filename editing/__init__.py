"""Live preview for editors of facts, on this machine only.

None of this is published: `publishing` sends plugins/, but not this folder.
"""
