"""The JSON Schema of NetBox's device types, written out from its rules, and the choices in NetBox's own package.

The device type library publishes its schema in four files. Three are few rules, which stand here; the fourth holds the
choices of types, which NetBox makes from its own code by a template that its package carries. `normal_form` takes away
what a validator does not look at, so that two schemas of the same rules are equal, whatever files they stand in.
"""

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jinja2

Schema = dict[str, Any]

#: SHA-256 of the normal form of the published rules, each list of choices replaced by the name of its place:
#: devicetype.json at 014cd468, components.json at 013d489b, reusable.json at bdf9dc4c of the device type library.
PUBLISHED = "c9a254b4137d81f910a3b6faa4d25f6dc0029e77cfde3131fdd7f34602d7f074"
#: The names by which NetBox's template knows its choices: package file and class of each.
CHOICES = {
    "airflow_choices": ("dcim", "DeviceAirflowChoices"),
    "weight_unit_choices": ("netbox", "WeightUnitChoices"),
    "subdevice_role_choices": ("dcim", "SubdeviceRoleChoices"),
    "console_port_type_choices": ("dcim", "ConsolePortTypeChoices"),
    "console_server_port_type_choices": ("dcim", "ConsolePortTypeChoices"),
    "power_port_type_choices": ("dcim", "PowerPortTypeChoices"),
    "power_outlet_type_choices": ("dcim", "PowerOutletTypeChoices"),
    "power_outlet_feedleg_choices": ("dcim", "PowerOutletFeedLegChoices"),
    "interface_type_choices": ("dcim", "InterfaceTypeChoices"),
    "interface_poe_mode_choices": ("dcim", "InterfacePoEModeChoices"),
    "interface_poe_type_choices": ("dcim", "InterfacePoETypeChoices"),
    "interface_rf_role_choices": ("wireless", "WirelessRoleChoices"),
    "front_port_type_choices": ("dcim", "PortTypeChoices"),
    "rear_port_type_choices": ("dcim", "PortTypeChoices"),
}
_TEMPLATE = "netbox/_data/templates/extras/schema/devicetype_schema.jinja2"
#: Keys of a schema that say nothing to a validator.
_MUTE = {"$id", "$schema", "title", "description", "default", "definitions"}


def device_type_schema(generated: Schema) -> Schema:
    """The schema of a device type; `generated` are the definitions that NetBox makes of its choices."""
    made = generated["definitions"]
    parts = _components(made)
    properties = {
        "manufacturer": _text(100),
        "model": _text(100),
        "slug": _text(100) | {"pattern": "^[-a-z0-9_]+$"},
        "part_number": _text(50),
        "u_height": {"type": "number", "minimum": 0, "multipleOf": 0.5},
        "airflow": made["airflow"],
        "weight": {"type": "number", "minimum": 0, "multipleOf": 0.01},
        "weight_unit": made["weight-unit"],
        "subdevice_role": made["subdevice-role"],
        "description": _text(200),
        "comments": {"type": "string"},
        **{key: {"type": "boolean"} for key in ("is_full_depth", "front_image", "rear_image", "is_powered")},
        **{f"{name}s": {"type": "array", "items": part} for name, part in parts.items()},
    }
    parent = {"required": ["subdevice_role"], "properties": {"subdevice_role": {"const": "parent"}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_closed(properties, "manufacturer", "model", "slug", "u_height", "is_full_depth"),
        "allOf": [
            {"if": {"required": ["weight"]}, "then": {"required": ["weight_unit"]}},
            {"if": {"required": ["weight_unit"]}, "then": {"required": ["weight"]}},
            {"if": {"required": ["device-bays"]}, "then": parent},
        ],
    }


def _components(made: Schema) -> dict[str, Schema]:
    """The parts of a device by the name of one of them; each has a name, a label and a description."""
    types = {name: made[name]["properties"] for name in made if "properties" in made[name]}
    draw = {"type": "integer", "minimum": 1}
    source, flag = {"_is_power_source": {"type": "boolean"}}, {"type": "boolean"}
    port = {"color": {"type": "string", "pattern": "^[a-f0-9]{6}$"}, "positions": draw}
    interface = types["interface"]
    typed: dict[str, Schema] = {
        "console-port": source,
        "console-server-port": {},
        "power-port": {"maximum_draw": draw, "allocated_draw": draw},
        "power-outlet": {"power_port": _text(64), "feed_leg": types["power-outlet"]["feed-leg"]},
        "interface": {"enabled": flag, "mgmt_only": flag, "bridge": _text(64)}
        | {key: interface[key] for key in ("poe_mode", "poe_type", "rf_role")},
        "front-port": port,
        "rear-port": port | source,
    }
    common = {"name": _text(64), "label": _text(64), "description": _text(200)}
    parts = {
        name: _closed(common | {"type": types[name]["type"]} | own, "name", "type") for name, own in typed.items()
    }
    parts["front-port"]["dependentRequired"] = {"rear_port_position": ["rear_port"]}
    parts["module-bay"] = _closed(common | {"position": _text(30)}, "name", "position")
    parts["device-bay"] = _closed(common, "name")
    parts["inventory-item"] = _closed(common | {"manufacturer": _text(100), "part_id": _text(50)}, "name")
    return parts


def _text(most: int) -> Schema:
    return {"type": "string", "maxLength": most}


def _closed(properties: Schema, *required: str) -> Schema:
    """An object of these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def generated_schema(package: Path) -> Schema:
    """The definitions of choices as NetBox's own template makes them of the choices in its package (a wheel)."""
    with ZipFile(package) as wheel:
        found = {room: ast.parse(wheel.read(f"{room}/choices.py")) for room in {room for room, _ in CHOICES.values()}}
        template = wheel.read(_TEMPLATE).decode()
    context = {name: json.dumps(_choices(found[room], title)) for name, (room, title) in CHOICES.items()}
    made: Schema = json.loads(jinja2.Environment().from_string(template).render(**context))
    return made


def cable_columns(package: Path) -> tuple[set[str], ...]:
    """Columns that NetBox's form for the import of cables takes; its cable types, states and units of length."""
    with ZipFile(package) as wheel:
        text = wheel.read("dcim/forms/bulk_import.py").decode()
        choices = ast.parse(wheel.read("dcim/choices.py"))
    form = text.partition("class CableImportForm")[2]
    fields = ast.literal_eval(form.partition("fields = ")[2].partition("]")[0].strip() + "]")
    return (
        set(fields),
        *(set(_choices(choices, f"{name}Choices")) for name in ("CableType", "LinkStatus", "CableLengthUnit")),
    )


def _choices(module: ast.Module, title: str) -> list[str]:
    """The values of a class of choices, in order; groups are opened."""
    (found,) = (node for node in module.body if isinstance(node, ast.ClassDef) and node.name == title)
    names = {
        part.targets[0].id: part.value
        for part in found.body
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
    }
    return list(_values(names["CHOICES"], names))


def _values(node: ast.expr, names: Mapping[str, ast.expr]) -> Iterator[str]:
    """The values of a list of choices, each ``Choice(value, label)``, ``(value, label)`` or ``(group, choices)``."""
    assert isinstance(node, ast.List | ast.Tuple)
    for one in node.elts:
        parts = one.args if isinstance(one, ast.Call) else one.elts if isinstance(one, ast.List | ast.Tuple) else []
        if len(parts) > 1 and isinstance(parts[1], ast.List | ast.Tuple):
            yield from _values(parts[1], names)
        else:
            value = names[parts[0].id] if isinstance(parts[0], ast.Name) else parts[0]
            yield str(ast.literal_eval(value))


def published_schema(folder: Path) -> Schema:
    """The published files as one schema, every reference opened."""
    read = (json.loads(path.read_text()) for path in sorted(folder.glob("*.json")))
    files = {one["$id"]: one for one in read if "$id" in one}

    def opened(node: Any) -> Any:
        if isinstance(node, list):
            return [opened(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            address, _, way = node["$ref"].partition("#/")
            found = files[address]
            for step in way.split("/"):
                if step not in found:
                    return {"missing": node["$ref"]}
                found = found[step]
            return opened(found)
        return {key: opened(value) for key, value in node.items()}

    whole: Schema = opened(json.loads((folder / "devicetype.json").read_text()))
    return whole


def placeholders(generated: Schema) -> Schema:
    """The same definitions, each list of choices replaced by the place where it stands."""

    def blank(node: Any, way: str) -> Any:
        if isinstance(node, dict):
            return {key: [way] if key == "enum" else blank(value, f"{way}/{key}") for key, value in node.items()}
        return node

    made: Schema = blank(generated, "")
    return made


def normal_form(schema: Any) -> str:
    """What a validator looks at, in one order."""

    def rules(node: Any, names: bool = False) -> Any:
        """`names` where the keys are those of a device type and not of the schema."""
        if isinstance(node, list):
            return sorted((rules(one) for one in node), key=lambda one: json.dumps(one, sort_keys=True))
        if not isinstance(node, dict):
            return node
        kept = {key: value for key, value in node.items() if names or key not in _MUTE}
        return {key: rules(value, not names and key == "properties") for key, value in kept.items()}

    return json.dumps(rules(schema), sort_keys=True)


def digest(schema: Schema) -> str:
    """SHA-256 of the normal form."""
    return hashlib.sha256(normal_form(schema).encode()).hexdigest()
