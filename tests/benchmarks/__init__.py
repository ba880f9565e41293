"""How fast mockdr is, as ratios that were measured in one run."""
