"""What stories cover of what there is: moves, errors, operations, events, adversity."""
