"""The simulated provider, without HTTP."""
