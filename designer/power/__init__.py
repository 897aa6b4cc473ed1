"""The room that feeds: from the utility connection to both cords of every load."""

from designer.power.chain import feed

__all__ = ["feed"]
