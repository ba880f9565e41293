"""Words that every floor uses: errors, clock, ids, diagnostics, data folders."""
