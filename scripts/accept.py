"""Rule accept: keeps a finished run as the one that later ones are compared with."""

import os
from pathlib import Path

from comparing.record import read


def main(run: Path, out: Path) -> None:
    """Whole or not at all: a run that is killed here leaves the file that was there."""
    read(run)
    part = out.with_suffix(".part")
    part.write_bytes(run.read_bytes())
    os.replace(part, out)


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path(snakemake.input.run), Path("config/accepted.json"))
        print("Accepted: config/accepted.json. The next run is compared with it; put it into git with the study.")
