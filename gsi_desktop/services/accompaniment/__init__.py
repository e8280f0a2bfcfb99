"""Accompaniment: cogestores, visits, plan familiar, commitments, phase and the workload of Inicio."""
