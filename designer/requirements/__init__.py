"""The room that turns the site into numbered requirements, each with its origin."""

from designer.requirements.deriving import derive

__all__ = ["derive"]
