"""The room that reads the brief."""

from designer.site.power_cap import capped
from designer.site.reading import read_bytes, read_site
from designer.site.rear_doors import doored

__all__ = ["capped", "doored", "read_bytes", "read_site"]
