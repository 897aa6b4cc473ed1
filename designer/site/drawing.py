"""Footprints from drawings."""

from shapely.geometry import Polygon

from designer.site.brief_hall import DrawingBrief
from designer.site.draft import Draft, Path_
from designer.site.records import Column

__all__ = ["read_drawing"]


def read_drawing(draft: Draft, brief: DrawingBrief, path: Path_) -> tuple[Polygon | None, tuple[Column, ...]]:
    """The footprint and columns of a DXF file; None, with mistakes, when it cannot be had."""
    draft.wrong("drawing-unreadable", path, brief.dxf)
    return None, ()
