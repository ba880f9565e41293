"""Pictures of lifecycles, and of the ways that stories take through them."""

from mockdr.engine.pictures.diagram import Diagram
from mockdr.engine.pictures.lives import life
from mockdr.engine.pictures.mermaid import mermaid
from mockdr.engine.pictures.stories import pictured
from mockdr.engine.pictures.svg import svg

__all__ = ["Diagram", "life", "mermaid", "pictured", "svg"]
