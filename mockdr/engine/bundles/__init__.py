"""What one person hands to another: all of a tenant in a file, and its replay."""
