"""What two CAD readers find in a file: lines, blocks and texts of model and paper space by kind and layer.

Dimensions are left out: GDAL takes them apart.
"""

import io
import json
import subprocess
from collections import Counter

import ezdxf

#: What GDAL calls the entities that we write.
KINDS = {"AcDbPolyline": "LWPOLYLINE", "AcDbBlockReference": "INSERT", "AcDbText": "TEXT"}
DIMENSIONS = "G-ANNO-DIMS"


def by_ezdxf(content):
    """Entities by kind and layer, read by ezdxf."""
    document = ezdxf.read(io.StringIO(content.decode()))
    spaces = (document.modelspace(), document.paperspace())
    entities = [e for space in spaces for e in space if e.dxftype() in KINDS.values()]
    return Counter((e.dxftype(), e.dxf.layer) for e in entities if e.dxf.layer != DIMENSIONS)


def by_gdal(content, folder):
    """The same, read by GDAL, blocks kept as inserts."""
    path = folder / "sheet.dxf"
    path.write_bytes(content)
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path), "entities"]
    command += ["--config", "DXF_INLINE_BLOCKS", "FALSE", "--config", "DXF_MERGE_BLOCK_GEOMETRIES", "FALSE"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = Counter()
    for feature in json.loads(done.stdout)["features"]:
        own = feature["properties"]
        kind = KINDS.get((own.get("SubClasses") or "").split(":")[-1])
        if kind and own["Layer"] != DIMENSIONS:
            found[kind, own["Layer"]] += 1
    return found
