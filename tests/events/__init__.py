"""Tests of event data: layouts, readers, mistakes, matching, public builds."""
