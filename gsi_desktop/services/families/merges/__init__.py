"""Merging people and families that were registered twice, and taking a merge back at any later date.

The one that goes keeps its row with ``merged_into``; a journal holds every moved key and overwritten value. Which keys
there are is read from the metadata (`references`), so that no table can be forgotten.
"""
