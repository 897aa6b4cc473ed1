"""The room that reads the brief."""

from designer.site.power_cap import capped
from designer.site.reading import read_bytes, read_site

__all__ = ["capped", "read_bytes", "read_site"]
