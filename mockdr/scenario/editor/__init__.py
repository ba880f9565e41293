"""What an editor needs to know of the language, as a JSON Schema made of its tables."""
