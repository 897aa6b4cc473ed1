"""``designer schema``: the JSON Schema of a brief of each kind."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import create_model

from designer.cooling.loop.form import LoopForm
from designer.site.brief import Brief
from designer.study.brief import StudyBrief

__all__ = ["write"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "site": Brief.model_json_schema,
    "fabric": Brief.model_json_schema,
    "loop": create_model("LoopBrief", loop=(LoopForm, ...)).model_json_schema,
    "study": StudyBrief.model_json_schema,
}


def write(kind: str = "site") -> int:
    """Print the schema of a kind of brief."""
    print(json.dumps({"$schema": _DIALECT, **_KINDS[kind]()}, indent=2, sort_keys=True))
    return 0
