"""Rule share: reads a share of the files, and keeps what they gave for rule read, so that several machines may read."""

from pathlib import Path

from read import keep

if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        files = [Path(path).relative_to("data/raw").as_posix() for path in snakemake.input.raw]
        reader = [path for path in snakemake.input.reader if path.endswith(".py")]
        keep(Path("data/raw"), files, reader, Path("data/interim/read"), snakemake.threads)
        Path(snakemake.output[0]).write_text("\n".join(files), encoding="utf-8")
