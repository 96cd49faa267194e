"""The real returns stand beside the project, and in no copy of it."""

from pathlib import Path

import pytest

REAL = Path(__file__).parents[3] / "shared" / "real"


@pytest.fixture(scope="session")
def real() -> Path:
    if not REAL.is_dir():
        pytest.skip("the real returns are not here: ../shared/real is not part of the project")
    return REAL
