"""Departments, municipalities, microregions and settlements."""
