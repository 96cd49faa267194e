"""Put on the path of a run, this writes down which files each rule's script opens, in the folder that FOI_TRACE names.

What is opened by a library in C++ (tables of parquet) is not seen."""

import atexit
import json
import os
import sys
from pathlib import Path

if folder := os.environ.get("FOI_TRACE"):
    # Kept open, and written to at the end by forked processes too.
    out = os.open(f"{folder}/{os.getpid()}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    seen: set[str] = set()

    def opened(event: str, args: tuple) -> None:
        if event == "open" and isinstance(args[0], str) and args[0] not in seen:
            seen.add(args[0])
            os.write(out, (json.dumps(os.path.abspath(args[0])) + "\n").encode())

    def declared() -> None:
        rule = getattr(sys.modules["__main__"], "snakemake", None)
        if rule:
            said = {"rule": rule.rule} | {n: [str(Path(p).absolute()) for p in getattr(rule, n)] for n in ("input", "output", "log")}
            os.write(out, (json.dumps(said) + "\n").encode())

    sys.addaudithook(opened)
    atexit.register(declared)
