"""One file a resource, one function an operationId; `table` has all of them."""
