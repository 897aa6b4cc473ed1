"""Drawings: one geometry record per drawing, from which SVG and DXF are written."""
