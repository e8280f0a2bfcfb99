"""Texts of the areas that have many codes; `services.core.messages` puts them together."""
