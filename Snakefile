"""From the returns in data/raw/ to the numbers, figures and pages in results/."""

import hashlib
import os
import sys
import time
from pathlib import Path
from zlib import crc32

STARTED = time.time()

RAW = Path("data/raw")
# From the study's folder where it is the project's, so that nothing is made anew where both have moved.
BASE = Path(workflow.basedir)
CODE = Path(os.path.relpath(BASE)) if Path.cwd().is_relative_to(BASE) else BASE
# Into how many shares the reading is split, for a cluster.
SHARES = int(config.get("shares", 1))
LOCK = str(CODE / "requirements.lock")

sys.path.insert(0, f"{workflow.basedir}/scripts")
import at_work
from reached import reached


def received():
    return sorted(str(p) for p in RAW.rglob("*") if p.is_file())


def raw_files(_):
    """Every file that was received, or that says what was asked; one that may not be opened is told by rule read."""
    return [path for path in received() if "{" not in path and os.access(path, os.R_OK)]


def share_of_files(wildcards):
    return [p for p in raw_files(wildcards) if crc32(p.encode()) % SHARES == int(wildcards.share)]


def braced_files():
    """Files with a brace in their name, by content: as inputs they would be taken for wildcards, and the rule for
    one that makes nothing, without a word. Mostly there are none: for params Snakemake imports pandas.
    """
    braced = [path for path in received() if "{" in path and os.access(path, os.R_OK)]
    return (
        {"braced": [(p, hashlib.sha256(Path(p).read_bytes()).hexdigest()) for p in braced]}
        if braced
        else {}
    )


def register_files(_):
    """The register; where nobody wrote one, the folders of those who replied stand for it."""
    return [str(RAW / "register.csv")] if (RAW / "register.csv").exists() else raw_files(_)


def reference_files(_):
    return [path for path in raw_files(_) if path.startswith(str(RAW / "reference"))]


def modules(*rules):
    return sorted({str(CODE / path) for rule in rules for path in reached(rule)})


def code(rule):
    """What a rule runs on: its modules, and the versions of the libraries. What is not declared reruns nothing."""
    return [*modules(rule), LOCK]


def config_files(*names):
    return [str(p) for p in (Path("config") / name for name in names) if p.exists()]


def every_config_file():
    return sorted(str(path) for path in Path("config").glob("*.yml"))


STUDY = config_files("study.yml", "questions.yml", "dimensions.yml")

# What numbers depend on, from the files to the metrics. Changes are explained by it.
NUMBERS = modules("register", "read", "recognise", "validate", "derive")


# On a cluster only the reading is spread: the rest is one process for all returns.
localrules:
    all,
    register,
    read,
    recognise,
    validate,
    drift,
    derive,
    disclosure,
    outstanding,
    workbook,
    figures,
    findings,
    pictures,
    audit,
    changes,
    summary,
    bundle,
    accept,


onstart:
    if held := at_work.begin():
        sys.exit(held)


onsuccess:
    said = Path("results/summary.txt")
    if said.exists() and said.stat().st_mtime >= STARTED:
        print(said.read_text(encoding="utf-8"))


rule all:
    input:
        "results/summary.txt",


# Who was asked what, and when they replied.
rule register:
    input:
        register=register_files,
        code=code("register"),
    output:
        bodies="data/interim/register.parquet",
        predecessors="data/interim/predecessors.parquet",
    log:
        "logs/register.log",
    conda:
        "environment.yml"
    script:
        "scripts/register.py"


# On several machines, each reads a share of the files, and rule read finds what they gave: docs/many_returns.md.
rule share:
    input:
        raw=share_of_files,
        reader=code("read"),
        code=code("share"),
    output:
        f"data/interim/shares/{{share}}-of-{SHARES}.txt",
    log:
        f"logs/share-{{share}}-of-{SHARES}.log",
    conda:
        "environment.yml"
    script:
        "scripts/share.py"


# Any file becomes cells, or a line that says why not.
rule read:
    input:
        raw=raw_files,
        shares=expand(rules.share.output, share=range(SHARES)) if SHARES > 1 else [],
        code=code("read"),
    output:
        cells="data/interim/cells.parquet",
        files="data/interim/files.parquet",
    log:
        "logs/read.log",
    conda:
        "environment.yml"
    threads: max(1, workflow.cores - 1)
    params:
        **braced_files(),
    script:
        "scripts/read.py"


# Answers are found among the cells, by the study's words, and where they stop by what a person supplies; and what
# letters say to each question in theirs.
rule recognise:
    input:
        cells=rules.read.output.cells,
        register=rules.register.output.bodies,
        predecessors=rules.register.output.predecessors,
        config=STUDY + config_files("readings.yml"),
        code=code("recognise"),
    output:
        answers="data/interim/recognised.parquet",
        unrecognised="data/interim/unrecognised.parquet",
        readings="data/interim/readings.parquet",
        said="data/interim/said.parquet",
    log:
        "logs/recognise.log",
    conda:
        "environment.yml"
    threads: workflow.cores
    script:
        "scripts/recognise.py"


# A person's rulings are applied, and each answer is checked; the bad ones are set aside, and every file and reply is accounted for.
rule validate:
    input:
        recognised=rules.recognise.output.answers,
        unrecognised=rules.recognise.output.unrecognised,
        readings=rules.recognise.output.readings,
        said=rules.recognise.output.said,
        cells=rules.read.output.cells,
        files=rules.read.output.files,
        register=rules.register.output.bodies,
        predecessors=rules.register.output.predecessors,
        config=STUDY + config_files("rulings.yml", "corrections.yml"),
        code=code("validate"),
    output:
        answers="data/interim/answers.parquet",
        as_text="results/answers.csv",
        unread="data/interim/unread.parquet",
        returns="results/returns.csv",
        replies="results/replies.csv",
        by_hand="results/by_hand.csv",
    log:
        "logs/validate.log",
    conda:
        "environment.yml"
    script:
        "scripts/validate.py"


# Where returns say something in other words than config expects.
rule drift:
    input:
        cells=rules.read.output.cells,
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        config=STUDY,
        code=code("drift"),
    output:
        "results/drift.csv",
    log:
        "logs/drift.log",
    conda:
        "environment.yml"
    script:
        "scripts/drift.py"


# The metrics that config declares, what they depend on, and the report's statements against them. What the figures wait for
# goes before what nothing waits for: that is the longest way through.
rule derive:
    input:
        cells=rules.read.output.cells,
        answers=rules.validate.output.answers,
        replies=rules.validate.output.replies,
        unread=rules.validate.output.unread,
        said=rules.recognise.output.said,
        register=rules.register.output.bodies,
        reference=reference_files,
        config=STUDY + config_files("metrics.yml", "statements.yml"),
        code=code("derive"),
    output:
        metrics="results/metrics.csv",
        lineage="results/lineage.csv",
        inputs="results/inputs.csv",
        statements="results/statements.csv",
        chase="results/chase.csv",
        derived="data/interim/derived.pickle",
    log:
        "logs/derive.log",
    priority: 1
    conda:
        "environment.yml"
    script:
        "scripts/derive.py"


# The same as it may be published: small numbers of bodies that answered in confidence are hidden, and what gives them away.
rule disclosure:
    input:
        derived=rules.derive.output.derived,
        metrics=rules.derive.output.metrics,
        statements=rules.derive.output.statements,
        chase=rules.derive.output.chase,
        former=config_files("accepted.json"),
        config=STUDY + config_files("metrics.yml", "statements.yml"),
        code=code("disclosure"),
    output:
        metrics="data/interim/published/metrics.csv",
        statements="data/interim/published/statements.csv",
        chase="data/interim/published/chase.csv",
        report="results/disclosure.csv",
    log:
        "logs/disclosure.log",
    priority: 1
    conda:
        "environment.yml"
    script:
        "scripts/disclosure.py"


# What is still open: when replies were due and whom to chase first; what no rule could decide, a line each, to be filled in and
# saved as rulings (scripts/save_rulings.py; a run keeps what is filled in); and for each body with something unclear a document
# to send, with what stands where and what we ask.
rule outstanding:
    input:
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        replies=rules.validate.output.replies,
        returns=rules.validate.output.returns,
        cells=rules.read.output.cells,
        register=rules.register.output.bodies,
        predecessors=rules.register.output.predecessors,
        chase=rules.derive.output.chase,
        metrics=rules.derive.output.metrics,
        statements=rules.derive.output.statements,
        config=STUDY + config_files("metrics.yml", "rulings.yml"),
        code=code("outstanding"),
    output:
        requests="results/requests.csv",
        to_decide=update("results/to_decide.xlsx"),
        reply_sheets=directory("results/replies"),
    log:
        "logs/outstanding.log",
    conda:
        "environment.yml"
    script:
        "scripts/outstanding.py"


# The same numbers as formulas: change an answer, and see what follows.
rule workbook:
    input:
        derived=rules.derive.output.derived,
        config=STUDY + config_files("metrics.yml"),
        code=code("workbook"),
    output:
        "results/audit.xlsx",
    log:
        "logs/workbook.log",
    conda:
        "environment.yml"
    script:
        "scripts/workbook.py"


# The figures that config declares, with the data behind each, alt text and captions.
rule figures:
    input:
        derived=rules.derive.output.derived,
        metrics=rules.disclosure.output.metrics,
        config=STUDY + config_files("metrics.yml", "figures.yml"),
        code=code("figures"),
    output:
        directory("results/figures"),
    log:
        "logs/figures.log",
    priority: 1
    conda:
        "environment.yml"
    script:
        "scripts/figures.py"


# The report's sentences with the returns' numbers in them, to read and to write in; and the same numbers as one workbook, for
# publication.
rule findings:
    input:
        metrics=rules.disclosure.output.metrics,
        statements=rules.disclosure.output.statements,
        chase=rules.disclosure.output.chase,
        replies=rules.validate.output.replies,
        returns=rules.validate.output.returns,
        figures=rules.figures.output[0],
        config=STUDY + config_files("metrics.yml", "statements.yml", "figures.yml"),
        code=code("findings"),
    output:
        html="results/findings.html",
        docx="results/findings.docx",
        tables="results/tables.xlsx",
    log:
        "logs/findings.log",
    priority: 1
    conda:
        "environment.yml"
    script:
        "scripts/findings.py"


# For each file a page that shows what was seen in it: every cell, and what it was taken for.
rule pictures:
    input:
        cells=rules.read.output.cells,
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        returns=rules.validate.output.returns,
        replies=rules.validate.output.replies,
        by_hand=rules.validate.output.by_hand,
        register=rules.register.output.bodies,
        metrics=rules.derive.output.metrics,
        lineage=rules.derive.output.lineage,
        config=STUDY,
        code=code("pictures"),
    output:
        directory("results/audit/returns"),
    log:
        "logs/pictures.log",
    conda:
        "environment.yml"
    script:
        "scripts/pictures.py"


# Pages, opened from the disk: an overview, and for each metric how it was computed and the cells it comes from.
rule audit:
    input:
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        register=rules.register.output.bodies,
        cells=rules.read.output.cells,
        metrics=rules.derive.output.metrics,
        lineage=rules.derive.output.lineage,
        inputs=rules.derive.output.inputs,
        statements=rules.derive.output.statements,
        chase=rules.derive.output.chase,
        returns=rules.validate.output.returns,
        replies=rules.validate.output.replies,
        by_hand=rules.validate.output.by_hand,
        drift=rules.drift.output[0],
        requests=rules.outstanding.output.requests,
        figures=rules.figures.output[0],
        config=STUDY + config_files("metrics.yml", "figures.yml"),
        code=code("audit"),
    output:
        index="results/audit/index.html",
        metrics=directory("results/audit/metrics"),
        style="results/audit/page.css",
        script="results/audit/page.js",
    log:
        "logs/audit.log",
    conda:
        "environment.yml"
    script:
        "scripts/audit.py"


# What this run came to and all that it rests on, by content: what came in, what config says, the code, the versions; and what
# changed since the run that was accepted, and because of what. The accepted run is no output of a rule, so that no run makes it
# by itself.
rule changes:
    input:
        metrics=rules.derive.output.metrics,
        published=rules.disclosure.output.metrics,
        inputs=rules.derive.output.inputs,
        lineage=rules.derive.output.lineage,
        statements=rules.derive.output.statements,
        returns=rules.validate.output.returns,
        replies=rules.validate.output.replies,
        by_hand=rules.validate.output.by_hand,
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        register=register_files,
        figures=rules.figures.output[0],
        accepted=config_files("accepted.json"),
        config=every_config_file(),
        numbers=NUMBERS,
        drawing=sorted({*modules("figures")} - {*NUMBERS}),
        lock=LOCK,
        project=str(CODE / "pyproject.toml"),
        code=code("changes"),
    output:
        run="results/run.json",
        page="results/changes.html",
        table="results/changes.csv",
    log:
        "logs/changes.log",
    conda:
        "environment.yml"
    script:
        "scripts/changes.py"


# What the terminal says at the end of a run.
rule summary:
    input:
        audit=rules.audit.output.index,
        workbook=rules.workbook.output[0],
        pictures=rules.pictures.output[0],
        findings=rules.findings.output,
        statements=rules.derive.output.statements,
        disclosure=rules.disclosure.output.report,
        requests=rules.outstanding.output.requests,
        returns=rules.validate.output.returns,
        answers=rules.validate.output.answers,
        unread=rules.validate.output.unread,
        by_hand=rules.validate.output.by_hand,
        drift=rules.drift.output[0],
        changes=rules.changes.output.table,
        accepted=config_files("accepted.json"),
        config=STUDY,
        code=code("summary"),
    output:
        "results/summary.txt",
    log:
        "logs/summary.log",
    conda:
        "environment.yml"
    script:
        "scripts/summary.py"


# All of it in one file, to hand over: `snakemake bundle`.
rule bundle:
    input:
        raw=raw_files,
        results=[
            getattr(rules, name).output
            for name in "validate drift derive disclosure workbook figures findings pictures audit changes summary".split()
        ],
        requests=rules.outstanding.output.requests,
        register=rules.register.output.bodies,
        predecessors=rules.register.output.predecessors,
        config=every_config_file(),
        tools=[str(CODE / "scripts/verify.py"), LOCK],
        code=code("bundle"),
    output:
        "results/bundle.zip",
    log:
        "logs/bundle.log",
    conda:
        "environment.yml"
    script:
        "scripts/bundle.py"


# Keeps this run as the one that later ones are compared with: `snakemake accept`.
rule accept:
    input:
        finished=rules.summary.output[0],
        run=rules.changes.output.run,
        code=code("accept"),
    log:
        "logs/accept.log",
    conda:
        "environment.yml"
    script:
        "scripts/accept.py"
