"""Plumbing every area shares: database, unit of work, errors, clock, ids, paging, search, messages, files."""
