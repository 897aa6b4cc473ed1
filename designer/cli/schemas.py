"""``designer schema``: the JSON Schema of the brief."""

import json

from designer.site.brief import Brief

__all__ = ["write"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write() -> int:
    """Print the schema."""
    print(json.dumps({"$schema": _DIALECT, **Brief.model_json_schema()}, indent=2, sort_keys=True))
    return 0
