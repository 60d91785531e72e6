"""jnim.db and metadata.yml by themselves, in programs of those who have nothing else of ours."""
