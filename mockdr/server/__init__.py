"""The thin skin of HTTP around the engine."""
