"""Papers: query → report data with every number and text final → drawing, which asks and computes nothing."""
