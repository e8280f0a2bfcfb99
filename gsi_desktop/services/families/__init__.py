"""Households, persons, documents, enrolments and how they are found."""
