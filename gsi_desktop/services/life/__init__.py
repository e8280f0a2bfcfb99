"""Life events of households: what changes who lives in a family, where it is and whether it is in the programme."""
