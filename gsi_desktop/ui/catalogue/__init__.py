"""The catalogue of logros and the rules of the programme: read, edited, published."""
