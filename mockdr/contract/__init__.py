"""What is allowed on the wire: operations, models, errors, judged by JSON Schema."""
