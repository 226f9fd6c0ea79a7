"""Telling whoever is watching what happened: every change, in order, once, and to those concerned alone."""
