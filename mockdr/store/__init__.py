"""Where the documents of a tenant are kept."""
