"""Write facts and see the pages that they give: for whoever edits, on this machine alone.

Nothing of this is published: `publishing` sends plugins/, and not this folder.
"""
