"""What rule derive found, as rules after it take it up: the metrics as they are in memory, and what they were made of.

A pickle is read by the code that wrote it: each rule that takes it has that code among its inputs. The same metrics may
give other bytes, since sets have no order; nothing in results/ is made of the bytes.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from deriving.derived import Derived
from deriving.inputs import Inputs


def keep(out: Path, inputs: Inputs, made: dict[str, Derived]) -> None:
    """made: by name, those of several values as `<metric>.<which>`."""
    out.write_bytes(pickle.dumps((inputs, made), protocol=pickle.HIGHEST_PROTOCOL))


def kept(path: Path) -> tuple[Inputs, dict[str, Derived]]:
    return pickle.loads(path.read_bytes())
