"""What was said on a wire elsewhere: read, held to the contract, told as a story."""

__all__: list[str] = []
