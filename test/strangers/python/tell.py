"""What a client read, as one JSON object: the value of each fact, or the class and code of the error instead."""

import json
from importlib.metadata import version
from typing import Callable


def _read(fact: Callable[[], object], code_of: Callable[[Exception], str]) -> object:
    try:
        return fact()
    except Exception as error:
        return {"error": {"type": type(error).__name__, "code": code_of(error), "text": str(error)[:300]}}


def tell(packages: list[str], facts: dict[str, Callable[[], object]], code_of: Callable[[Exception], str]) -> None:
    found = {name: _read(fact, code_of) for name, fact in facts.items()}
    print(json.dumps({"versions": {name: version(name) for name in packages}, "facts": found}))
