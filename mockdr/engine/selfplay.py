"""Self-play: mockdr as merchant, customer and provider, to see whether a story holds."""
