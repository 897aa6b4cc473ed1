"""The room that reads the brief."""

from designer.site.reading import read_bytes, read_site

__all__ = ["read_bytes", "read_site"]
