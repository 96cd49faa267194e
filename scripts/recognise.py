"""Rule recognise: finds the answers among the cells, part by part, and says of each value cell why it was not read."""

import gc
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from by_hand import outcomes_table
from recognising.byhand import ByHand
from recognising.dragged import notice
from recognising.grid import Found
from recognising.legends import Explained, Legend, legend
from recognising.parts import SourcePart, documents, parts_of
from recognising.prose import in_words, read_prose
from recognising.questionnaire import read_questionnaire
from recognising.readings import load_readings
from recognising.rows import answers_table, unread_table
from recognising.said import letters
from recognising.tables import Reader
from recognising.values import Context, Reading, form, interval
from recognising.vocabulary import Vocabulary, plain
from study import Study, load_study


def recognise_part(part: SourcePart, vocabulary: Vocabulary, names: dict[str, str], by_hand: ByHand | None = None) -> list[Found]:
    """What one part answers. A struck-through cell answers nothing; a questionnaire's hidden cells are not the sender's."""
    grid = part.grid()
    if grid is None:
        return []
    struck, by_hand = part.marked("struck through"), by_hand or ByHand([])
    ignored = struck | part.marked("hidden row", "hidden column")
    beside = read_questionnaire(grid, vocabulary, ignored, by_hand.names(part, names))
    by_hand.mark(part, grid, beside, names)
    taken = {f.place for f in beside} | {h for f in beside for h in f.headers}
    in_tables = Reader(grid, vocabulary).read()
    if taken:
        in_tables = [f for f in in_tables if f.place not in taken]
    in_tables = by_hand.read(part, grid, vocabulary, in_tables, taken)
    for found in in_tables if struck else ():
        if found.place in struck:
            found.problem = "it is struck through"
    in_prose = []
    if grid.lines:
        beside = in_words(beside, grid, vocabulary)
        in_prose = read_prose(grid, vocabulary, ignored | {f.place for f in beside if not f.problem})
        said = {f.place for f in in_prose}
        beside = [f for f in beside if f.place not in said]
    found = beside + in_tables + in_prose
    guessed, pieces = part.marked("read off a picture"), part.marked("label may go on")
    for one in found if guessed or pieces else ():
        if one.place in guessed:
            one.problem = "a machine read it off a picture, and may have misread it"
        elif not pieces.isdisjoint(one.headers):
            one.problem = "its label may go on in the line above or below, which has no values"
    return found


def legends_of(parts: list[SourcePart]) -> dict[tuple[str, str], tuple[Legend, Explained]]:
    """Collection and folder → what the return says of its marks, and where. A return is all that one body sent."""
    texts: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for part in parts:
        texts[part.collection, part.folder] |= dict.fromkeys(part.texts())
    found: dict[tuple[str, str], tuple[Legend, Explained]] = {key: (legend(said), {}) for key, said in texts.items()}
    for part in parts:
        one, explained = found[part.collection, part.folder]
        for mark, said in one.texts.items():
            explained[mark] = explained.get(mark, ()) + tuple(part.places_of(said))
    return found


def contexts(
    study: Study, parts: list[SourcePart], legends: dict[tuple[str, str], tuple[Legend, Explained]], zeros: set[tuple[str, str]]
) -> list[Context]:
    """For each part what its return says of marks, rounding and zeros."""
    settings = study.settings
    return [
        Context(
            said.marks,
            said.footnotes,
            frozenset(said.contradictions),
            said.rounded_to,
            key in zeros,
            settings.suppression.below,
            settings.tolerance,
        )
        for part in parts
        for key in [(part.collection, part.folder)]
        for said, _ in [legends[key]]
    ]


def zeros_shown(study: Study, parts: list[SourcePart], found: list[list[Found]]) -> set[tuple[str, str]]:
    """The bodies (with their collection) that show a zero somewhere in their return: in a row of their own, where one
    file holds the answers of several. "None" to a question that asks for no number is no zero."""
    numbers = {(c, q) for c, questions in study.questions.items() for q, asked in questions.items() if asked.kind in ("number", "table")}
    zeros = {text for text in {f.text for answers in found for f in answers} if _is_zero(text)}
    return {
        (part.collection, f.body or part.folder)
        for part, answers in zip(parts, found)
        for f in answers
        if f.text in zeros and not f.problem and (part.collection, f.question) in numbers
    }


def _is_zero(text: str) -> bool:
    said = form(text)
    return said is not None and said.status == "exact" and said.high == 0


def value(study: Study, part: SourcePart, found: Found, context: Context, is_date: bool) -> Reading | None:
    """The answer's status and interval. None where no rule of the grammar reads its text."""
    question = study.question(part.collection, found.question)
    if not found.text:
        return Reading("not_answered" if found.choices is None else "exact", None, None, "blank")
    if question.kind in ("number", "table"):
        if is_date:
            return Reading("unreadable", None, None, "a date where a number is asked: a sheet may have made it out of a range")
        if question.cap is not None:
            context = replace(context, cap=question.cap)
        return interval(found.text, context)
    if found.choices is not None:
        return Reading("exact", None, None, "option")
    if question.kind in ("body", "text"):
        return Reading("exact", None, None, "text")
    return interval(found.text, context)


def readings(study: Study, part: SourcePart, found: list[Found], context: Context, zeros: set[tuple[str, str]]) -> list[Reading | None]:
    """The status and interval of each answer of a part; None where there is none. Each text is understood once."""
    dates = {(r, c) for r, c, _, kind, _ in part.cells if kind == "date"}
    if not dates and all(not f.body and f.choices is None for f in found):
        # As nearly all are: a count is what its text and its question say.
        first = {(f.text, f.question): f for f in found if not f.problem}
        read = {key: value(study, part, f, context, False) for key, f in first.items()}
        return [None if f.problem else read[f.text, f.question] for f in found]
    known: dict[tuple, Reading | None] = {}
    given: list[Reading | None] = []
    for f in found:
        if f.problem:
            given.append(None)
            continue
        plainly = not f.body and f.choices is None and (not dates or f.place not in dates)
        key = (f.text, f.question) if plainly else (f.text, f.question, f.body, f.choices is None, f.place in dates)
        reading = known.get(key)
        if reading is None:
            own = replace(context, zeros_shown=(part.collection, f.body) in zeros) if f.body else context
            reading = known[key] = value(study, part, f, own, f.place in dates)
        given.append(reading)
    return given


def recognise(study: Study, cells: pa.Table, names: dict[str, str], by_hand: ByHand | None = None) -> tuple[pa.Table, pa.Table]:
    """Answers (as the contract's answers.parquet, before any check) and unread value cells.

    names: plain name → body, from the register. by_hand: the readings of config, with the parts that they speak of;
    what came of them is noted there.
    """
    words, by_hand = vocabularies(study), by_hand or ByHand([])
    # Return by return: what one has filled the memory with, the next one fills again.
    tables = [_of_return(study, words, one, names, by_hand) for one in returns(cells) or [cells]]
    return tuple(pa.concat_tables(own).combine_chunks() for own in zip(*tables))


def vocabularies(study: Study) -> dict[str, Vocabulary]:
    return {collection: Vocabulary(study, collection) for collection in study.questions}


def _of_return(
    study: Study, words: dict[str, Vocabulary], cells: pa.Table, names: dict[str, str], by_hand: ByHand
) -> tuple[pa.Table, pa.Table]:
    sent = [part for part in parts_of(cells) if part.collection in words]
    parts = documents(sent, apart=by_hand.of_part.keys())
    found = [recognise_part(part, words[part.collection], names, by_hand) for part in parts]
    answers, unread, zeros, legends = [], [], zeros_shown(study, parts, found), legends_of(sent)
    for part, founds, context in zip(parts, found, contexts(study, parts, legends, zeros)):
        given = notice(founds, readings(study, part, founds, context, zeros))
        unread.append((part, [f for f, r in zip(founds, given) if r is None]))
        read = [f for f, r in zip(founds, given) if r is not None]
        said = [r._replace(rule=by_hand.decided(f.by_hand, r.rule)) if f.by_hand else r for f, r in zip(founds, given) if r is not None]
        answers.append((part, read, said, legends[part.collection, part.folder][1]))
    return answers_table(study, answers), unread_table(unread)


# Below this number of cells a second process costs more than it saves.
FEW = 20_000


def returns(cells: pa.Table) -> list[pa.Table]:
    """The cells of each return, all that one body sent to a collection. Nothing outside a return decides how it is read."""
    if not len(cells):
        return []
    collections, bodies = (cells.column(n).combine_chunks() for n in ("collection", "body"))
    changes = pc.or_(*(pc.not_equal(c.slice(1), c.slice(0, len(c) - 1)) for c in (collections, bodies)))
    starts = [0, *(n + 1 for n in pc.indices_nonzero(changes).to_pylist())]
    return [cells.slice(start, end - start) for start, end in zip(starts, [*starts[1:], len(cells)])]


def recognise_all(study: Study, cells: pa.Table, names: dict[str, str], by_hand: ByHand, threads: int) -> list[pa.Table]:
    """What `recognise` gives, and what letters say to each question: in several processes, if that is worth it."""
    by_hand.find(parts_of(cells) if by_hand.readings else [], names)
    each = returns(cells)
    if threads < 2 or len(cells) < FEW or len(each) < 2:
        return [*recognise(study, cells, names, by_hand), letters(study, cells)]
    # The longest first, so that none is left for the end. Forked, the processes share what is loaded already.
    order = sorted(range(len(each)), key=lambda n: -len(each[n]))
    with ProcessPoolExecutor(threads, get_context("fork"), _share, (study, vocabularies(study), each, names, by_hand)) as pool:
        done = dict(zip(order, pool.map(_recognise_one, order)))
    tables = [done[n][0] for n in range(len(each))]
    for n in range(len(each)):
        by_hand.add(done[n][1])
    return [pa.concat_tables(own[n] for own in tables).combine_chunks() for n in range(len(tables[0]))]


def _share(*shared: object) -> None:
    global SHARED
    SHARED = shared
    gc.disable()


def _recognise_one(n: int) -> tuple[tuple[pa.Table, ...], ByHand]:
    study, words, each, names, by_hand = SHARED
    own = by_hand.for_one_return()
    return (*_of_return(study, words, each[n], names, own), letters(study, each[n])), own


def main(config: Path, inputs: dict[str, Path], answers: Path, unread: Path, readings: Path, said: Path, threads: int) -> None:
    """inputs: cells, register, predecessors."""
    # A million small objects that all live to the end: looking for garbage among them costs a third of the time.
    gc.disable()
    study = load_study(config)
    bodies = [*pq.read_table(inputs["predecessors"]).to_pylist(), *pq.read_table(inputs["register"]).to_pylist()]
    names = {plain(b["name"]): b["body"] for b in bodies} | {plain(b["body"]): b["body"] for b in bodies}
    by_hand = ByHand(load_readings(config, study))
    found, missed, stated = recognise_all(study, pq.read_table(inputs["cells"]), names, by_hand, threads)
    pq.write_table(found, answers, compression="zstd")
    pq.write_table(missed, unread, compression="zstd")
    pq.write_table(outcomes_table(by_hand.outcomes.values()), readings)
    pq.write_table(stated, said, compression="zstd")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {name: Path(snakemake.input[name]) for name in ("cells", "register", "predecessors")},
            *map(Path, snakemake.output),
            threads=snakemake.threads,
        )
