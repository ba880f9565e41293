"""The scenario language: text, story, and how a run answers a call."""
