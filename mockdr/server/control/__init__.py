"""The control API: what a test does to the simulated provider from outside."""

from mockdr.server.control.answering import Control
from mockdr.server.control.reading import ControlError

__all__ = ["Control", "ControlError"]
