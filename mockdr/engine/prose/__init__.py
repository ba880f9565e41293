"""Stories in English: for people who read them aloud, and agree or do not."""

from mockdr.engine.prose.pages import as_markdown, as_text
from mockdr.engine.prose.telling import Paragraph, Prose, narrate

__all__ = ["Paragraph", "Prose", "as_markdown", "as_text", "narrate"]
