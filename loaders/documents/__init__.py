"""Everything that needs the documents' texts: locating anchors, and checking facts against them."""
