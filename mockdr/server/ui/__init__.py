"""Pages that a person sees in a browser."""
