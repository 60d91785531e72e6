"""Answers made apart: each by a process of its own, which ends with the answer or at its limit."""
