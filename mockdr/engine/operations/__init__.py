"""One file a resource, one function an operationId."""
