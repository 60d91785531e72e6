"""What needs the documents' texts: locating anchors, and checking facts against the texts."""
