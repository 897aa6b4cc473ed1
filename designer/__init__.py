"""From a mining hall to a reviewable AI-hall design pack; see README.md for the house map."""

__version__ = "0.1.0"
