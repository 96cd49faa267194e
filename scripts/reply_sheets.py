"""Rule reply_sheets: for each body with something unclear a document to send, with the places and an empty column for its answer."""

from pathlib import Path

from deciding.letter import sheet
from deciding.open import Open
from study import load_study
from to_decide import PARQUET, opened


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    """Writes <collection> <body>.docx into the folder `out`. Of a file that stands in no body's folder nobody is asked."""
    study = load_study(config)
    out.mkdir(parents=True, exist_ok=True)
    bodies: dict[tuple[str, str], list[Open]] = {}
    for one in opened(config, study, paths):
        if one.body and one.name:
            bodies.setdefault((one.collection, one.body), []).append(one)
    for (collection, body), some in bodies.items():
        (out / f"{collection} {body}.docx").write_bytes(sheet(study, some[0].name, some))


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), {n: Path(snakemake.input[n]) for n in (*PARQUET, "chase")}, Path(snakemake.output[0]))
