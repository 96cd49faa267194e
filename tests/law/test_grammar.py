"""The grammar of answers, whatever is typed into a cell: it never fails, its ends never cross, and "exact" is a number."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognising.values import Context, interval

# A number by another definition than the grammar's: what a clerk would type for a count, and nothing else.
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NOTHING = {"nil", "none", "nought"}
# Notes that leave the number as it is: they point somewhere else, or name the thing counted.
POINTER = re.compile(r"\s*(?:[-–—,;:]?\s*see\b[^\d]*|\((?:please )?(?:see|notes?|as)\b[^()]*\))\s*$", re.IGNORECASE)
# Words by which a note says that the number is another one.
CHANGES = re.compile(
    r"approx|about|circa|around|rough|estimat|or |at least|at most|min|max|up to|over|under|more|fewer|less|than|above|below|plus"
    r"|part|only|date|from|since|until|month|quarter|not |exclud|round",
    re.IGNORECASE,
)


def in_words(text: str) -> bool:
    """A count below a thousand, spelled out."""
    words = [w for w in re.split(r"[\s-]+", text.lower()) if w != "and"]
    if words[:1] == ["a"]:
        words[0] = "one"
    if "hundred" in words:
        at = words.index("hundred")
        return at == 1 and words[0] in ONES.split()[1:10] and (not words[2:] or in_words(" ".join(words[2:])))
    if len(words) == 1:
        return words[0] in (ONES + " " + TENS).split()
    return len(words) == 2 and words[0] in TENS.split() and words[1] in ONES.split()[1:10]


def in_figures(text: str) -> float | None:
    """Figures with at most one point; thousands apart by one kind of sign."""
    for sign in (",", " ", ""):
        whole, point, part = text.replace(sign, "" if sign else "").partition(".")
        groups = text.partition(".")[0].split(sign) if sign else [whole]
        apart = len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]))
        if whole.isdecimal() and apart and (part.isdecimal() if point else True) and all(g.isdecimal() for g in groups):
            return float(f"{whole}.{part or 0}")
    return None


def is_number(text: str) -> bool:
    text = " ".join(text.split()).rstrip(".").strip()
    plain = POINTER.sub("", text).rstrip(" *†‡")
    noted = re.fullmatch(r"(.*?)\s*\(([^()\d]*)\)", plain)
    if noted and not CHANGES.search(noted[2]):
        plain = noted[1]
    return in_figures(plain) is not None or in_words(plain) or plain.lower() in NOTHING or bool(re.fullmatch(r"(?i)no [a-z]+", plain))


NUMBER = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.integers(0, 10**7).map(lambda n: f"{n:,}".replace(",", " ")),
    st.floats(0, 1000, allow_nan=False).map(lambda x: f"{x:.1f}"),
    st.sampled_from((ONES + " " + TENS).split()),
)
AROUND = st.sampled_from(
    """< > <= ≥ ~ - – to and or about approx. c. circa over under at least up to fewer than less than more than between + * ** † # ( ) . , /
    % £ [ ] : ; ' " no nil none c x not held s12 see note see note 1 (see note 2) or more or fewer (approx) (part year) (estimated) in 2022
    families boats FOI/ ref half dozen hundred thousand th st""".split()
)
NEAR_NUMBERS = st.lists(st.one_of(NUMBER, AROUND, st.sampled_from(["", " ", "  "])), min_size=1, max_size=6).flatmap(
    lambda pieces: st.sampled_from(["".join(pieces), " ".join(pieces)])
)
TEXTS = st.one_of(st.text(max_size=70), NEAR_NUMBERS, NUMBER)
BOUNDS = st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.integers(5, 20)) | st.just((0, 0)) | st.just((None, 0))
CONTEXTS = st.builds(
    Context,
    marks=st.dictionaries(st.sampled_from(["*", "**", "#", "c", "-", "..", "x"]), BOUNDS, max_size=3),
    footnotes=st.frozensets(st.sampled_from(["*", "**", "†"])),
    rounded_to=st.sampled_from([None, 3, 5, 10, 100]),
    zeros_shown=st.booleans(),
    below=st.integers(1, 20),
    tolerance=st.floats(0, 1),
    cap=st.one_of(st.none(), st.floats(1, 1000)),
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(TEXTS, CONTEXTS)
@example("over 400", Context(cap=330.0))
@example("*", Context(marks={"*": (None, 0)}, zeros_shown=True))
@example("<0", Context())
def test_the_ends_never_cross_and_a_count_is_never_negative(text, context):
    reading = interval(text, context)
    if reading is None:
        return
    if reading.lower is not None:
        assert reading.lower >= 0
    if reading.lower is not None and reading.upper is not None:
        assert reading.lower <= reading.upper


@settings(max_examples=600, deadline=None, derandomize=True)
@given(TEXTS)
@example("20 (approx)")
@example("two 100")
@example("0 0")
def test_exact_is_a_number(text):
    reading = interval(text, Context(footnotes=frozenset(["*", "†"])))
    if reading is not None and reading.status == "exact":
        assert is_number(text), f"{text!r} was read as exactly {reading.lower:g}"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", " {} ", "{}.", "{} (see note 1)"]), CONTEXTS)
def test_a_number_is_inside_what_is_read_of_it(number, shape, context):
    reading = interval(shape.format(number), context)
    assert reading.lower <= number <= reading.upper


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.integers(0, 400),
    st.integers(1, 50),
    st.sampled_from(["<{over}", "fewer than {over}", "≤{at}", "{at} or fewer", "{low}-{at}", "{low} to {at}", "{low}+", "over {under}"]),
    st.booleans(),
)
def test_what_a_body_hides_is_inside_what_is_read(true, step, shape, zeros_shown):
    """Hide a true count in a bound or a band, as bodies do: it stays within the two ends. Hidden zeros are not shown."""
    low, at = max(0, true - step), true + step
    text = shape.format(over=at + 1, at=at, low=low, under=low - 1 if low else 0)
    if true == 0 and (zeros_shown or text == "over 0"):
        return
    reading = interval(text, Context(zeros_shown=zeros_shown))
    assert reading.lower <= true
    assert reading.upper is None or true <= reading.upper


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, CONTEXTS)
def test_the_same_text_is_read_the_same(text, context):
    assert interval(text, context) == interval(f"  {text} ", context) or not text.strip()
