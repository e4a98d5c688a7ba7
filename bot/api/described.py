"""The API described with examples: real answers, recorded by `python -m tests.system.api_examples` and shortened."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI


@cache
def examples() -> list[dict[str, Any]]:
    """[{method, path, body?, query?, status, answer?}], in the order in which a portal would call."""
    recorded: list[dict[str, Any]] = json.loads(files("bot.api").joinpath("examples.json").read_text("utf-8"))
    return recorded


def describe(app: FastAPI) -> None:
    """Have /api/openapi.json carry an example of every call that has one."""
    plain = app.openapi

    def with_examples() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            for example in examples():
                operation = document["paths"].get(example["path"], {}).get(example["method"].lower())
                if operation is not None:
                    _add(operation, example)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = with_examples  # type: ignore[method-assign]


def _add(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("query", {}):
            parameter["example"] = example["query"][parameter["name"]]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and "body" in example:
        body["example"] = example["body"]
    answer = operation.setdefault("responses", {}).setdefault(str(example["status"]), {"description": "Done"})
    if "answer" in example:
        answer.setdefault("content", {}).setdefault("application/json", {})["example"] = example["answer"]
