"""What needs the documents' texts: where anchors stand, and whether facts and texts agree."""
