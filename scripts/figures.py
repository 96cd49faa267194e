"""Rule figures: what config/figures.yml declares, drawn from metrics and answers, each with its data and its words."""

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from deriving.declared import load_metrics
from deriving.kept import kept
from drawing.bars import bars
from drawing.bodies import intervals, threshold
from drawing.declared import load_figures
from drawing.grid import grid
from drawing.made import Drawn, Made
from drawing.sheet import STYLE
from drawing.tiles import tiles
from study import load_study, places
from telling.placeholders import numbers_of

KINDS = {"bars": bars, "grid": grid, "tiles": tiles, "intervals": intervals, "threshold": threshold}
NUMBERS = ("lower", "upper", "answered", "asked", "base")
CAPTIONS = ["figure", "title", "alt", "caption"]


def save(drawn: Drawn, name: str, folder: Path) -> None:
    """NAME.svg, NAME.png and NAME.csv, with nothing in them of when or where they were made."""
    metadata = {"svg": {"Date": None, "Title": drawn.title}, "png": {"Software": None, "Title": drawn.title}}
    for kind, told in metadata.items():
        drawn_as = io.BytesIO()
        drawn.figure.savefig(drawn_as, format=kind, metadata=told)
        (folder / f"{name}.{kind}").write_bytes(drawn_as.getvalue())
    drawn.data.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def draw(config: Path, paths: dict[str, Path]) -> Iterator[tuple[str, Drawn]]:
    """Each figure that is declared, by its name. Raises ConfigError. paths: derived, what rule derive kept, and metrics."""
    from matplotlib import style

    study = load_study(config)
    declared = load_metrics(config / "metrics.yml", study)
    figures = load_figures(config / "figures.yml", study, declared)
    if not figures:
        return
    inputs, _ = kept(paths["derived"])
    metrics = pd.read_csv(paths["metrics"], keep_default_na=False, na_values=dict.fromkeys(NUMBERS, "")).set_index("metric")
    steps = {name: metric.rounded_to for name, metric in declared.items() if metric.rounded_to}
    numbers = numbers_of(pd.read_csv(paths["metrics"], dtype=str, keep_default_na=False).to_dict("records"), steps)
    place = places(config / "figures.yml")
    with style.context(STYLE, after_reset=True):
        for name, figure in figures.items():
            made = Made(metrics, numbers, declared, inputs, lambda *where, name=name: place((name, *where)))
            yield name, KINDS[figure.kind](made, figure, study.settings.illustrative)


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    """Writes the figures and captions.csv into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, drawn in draw(config, paths):
        save(drawn, name, out)
        rows.append((name, drawn.title, f"{drawn.title}. {drawn.alt}", drawn.caption))
    pd.DataFrame(rows, columns=CAPTIONS).to_csv(out / "captions.csv", index=False, lineterminator="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in ("derived", "metrics")},
            Path(snakemake.output[0]),
        )
