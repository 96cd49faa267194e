"""What a letter or an e-mail says to each question in words: given, refused, not held; with the sentence that says so.

A sentence speaks of the questions that it names, or that it stands under, or of the whole letter; the narrower beats the
wider. What phrases mean is data (phrases.yml). A sentence that is not understood for certain says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from recognising.sentences import Line, Sentence, sentences
from recognising.vocabulary import NUMBERED, Mention, Questions, plain

PHRASES = Path(__file__).with_name("phrases.yml")
SECTION = re.compile(r"\b(?:sections?|sec\.?|s\.?) ?(\d{1,2})(?!\d)((?: ?\([0-9a-z]{1,3}\))*)", re.IGNORECASE)
# By these sections a public authority may refuse; section 17 of the Scottish Act says that information is not held.
REFUSING = {"": {12, 14, *range(21, 45)} - {45}, "Scotland": {12, 14, 18, *range(25, 42)}}
SCOTTISH = re.compile(r"\(scotland\) act|\bfoisa\b", re.IGNORECASE)
PERSONAL = ("40", "38(1)")
# Names of the law and of the thing itself, in which "information" is not what was asked for.
LAW = re.compile(
    r"(?:the )?freedom of information(?: \(scotland\))?(?: act)?(?: (?:2000|2002))?(?: \(foia?\))?|environmental information regulations"
    r"|requests? for information|information requests?|information governance|information rights|information access|foi request",
    re.IGNORECASE,
)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
ONE = rf"(?:\d{{1,2}}(?![\d/%]|[a-h]\b)|{'|'.join(NUMBERS)})"
JOINED = r"\s*(?:,\s*and|,|and|&|\+|/|-|–|—|to|or)\s*"
ASKED = r"(?:questions?|qu?s?\.?|points?|parts?|items?)"
NAMED = re.compile(
    rf"\b{ASKED}\s*(?:numbers?|nos?\.?)?\s*(?P<list>{ONE}(?:{JOINED}(?:{ASKED}\s*)?{ONE})*)\b(?! of (?:the|section|schedule)\b)"
    rf"|\b(?P<ordinal>{'|'.join(ORDINALS)}) (?:of your |part of your )?questions?\b|\bfirst (?P<first>two|three|four) (?:of your )?questions\b"
    r"|\b(?P<all>(?:all|each|any|none) (?:of )?(?:(?:the|your|these|those) )?(?:\w+ )?questions)\b",
    re.IGNORECASE,
)
# A line that does nothing but say which questions come next: "1 – 3:", "Questions 1 and 2", "Response to Q3".
HEADS = re.compile(
    rf"^\W*(?:(?:our |the )?(?:response|answer|reply)s?\s*(?:to|for)?\s*)?(?:{ASKED}\s*)?(?P<list>{ONE}(?:{JOINED}(?:{ASKED}\s*)?{ONE})*)\W*$",
    re.IGNORECASE,
)
# "Q1a", "2 (b)": a part of a question, which says nothing of the whole.
PART = re.compile(r"^\W*(?:q(?:uestion)?\W{0,2})?\d{1,2}\s?(?:\(?[a-h]\)|[a-h][.):]|[a-h]\s(?!\s)|\((?:i|ii|iii|iv|v)\)|\.\d)", re.IGNORECASE)
ANSWER = re.compile(r"^\W*(?:a|ans|answers?|(?:(?:our|the|trust|board|council|final|full)(?:['’]s)? )*(?:responses?|reply|replies|decision))\W*(?::|–|-|$)", re.I)
CLOSES = re.compile(r"^\W*(?:yours (?:sincerely|faithfully|truly)|(?:kind(?:est)?|best|warm|with)? ?(?:regards|wishes)\b|many thanks\W*$)", re.IGNORECASE)
OLDER = re.compile(r"^-+ ?original message ?-+|^_{10,}$|^on .{6,80} wrote:$|^begin forwarded message", re.IGNORECASE)
FORM = re.compile(
    r"^(?:\W|\d|[a-z][.)]|q(?:uestion)?\W{0,2}\d)*(?:(?:please )?(?:can|could|would|provide|confirm|supply|tell|state|give)\b|how (?:many|much|long|often)\b"
    r"|what\b|which\b|do(?:es)? (?:you|your|the)\b|is\b|are\b|has\b|have\b|the (?:total |overall )?(?:number|percentage|figure|proportion)s?\b"
    r"|(?:total |overall )?numbers? of\b|of (?:these|those)\b)",
    re.IGNORECASE,
)
SHORT = re.compile(r"^\W*(?:(?:a|answer|response|reply)\W+)?(?:yes|no|nil|none|zero|n/?a|\d[\d,.]*%?)(?:\W|$).{0,60}$", re.IGNORECASE)
DATES = re.compile(r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|\d{4})\b", re.IGNORECASE)
VOICE = re.compile(
    r"\b(?:we|our|us|i am|i can|i have|the (?:trust|board|council|organisation|authority)|unfortunately|not|no|unable|cannot)\b|n't\b", re.IGNORECASE
)
WHOLE = re.compile(r"\b(?:your|this|the) (?:\w+ )?(?:requests?|enquiry)\b|\byou (?:have )?(?:requested|asked)|\brequested\b|\byour questions\b|\bfoi\b", re.IGNORECASE)
CLAUSE = re.compile(
    rf"\s*;\s*|\s*[,.–-]?\s+(?=(?:but|however|although|though|whereas|whilst|while)\b)|\s*,?\s+(?:and\s+|with\s+)?(?=(?:(?:for|in|as|to|with) (?:\w+ ){{0,4}})?{ASKED}\s*\d)"
    rf"|\s*,?\s+and\s+(?=(?:we|i|the trust|therefore)\b)",
    re.IGNORECASE,
)
# A letter has thousands of sentences only where it is none.
LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Phrase:
    name: str
    says: str
    when: re.Pattern
    unless: re.Pattern | None = None
    own: bool = False
    sections: bool = False

    def fits(self, text: str) -> bool:
        return bool(self.when.search(text)) and not (self.unless and self.unless.search(text))


@dataclass(frozen=True, slots=True)
class Phrases:
    never: tuple[Phrase, ...]
    partly: re.Pattern
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence says. questions: None where it speaks of the whole letter. partly: of a part of each question."""

    questions: frozenset[str] | None
    status: str
    section: str
    source: str
    quote: str
    phrase: str
    partly: bool = False
    same_as: frozenset[str] = frozenset()

    @property
    def scope(self) -> str:
        return "letter" if self.questions is None else "question"


@dataclass(slots=True)
class Letter:
    """What all letters of one body say. otherwise: questions under which words stand that no phrase understands."""

    statements: list[Statement] = field(default_factory=list)
    otherwise: set[str] = field(default_factory=set)


def section(text: str, act: str = "") -> str:
    """The section of the Act under which a sentence refuses, as it is printed: "12", "40(2)"; empty where none stands."""
    for found in SECTION.finditer(text):
        if int(found[1]) in REFUSING[act]:
            return found[1] + found[2].replace(" ", "")
    return ""


@cache
def phrases() -> Phrases:
    said = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, pattern in said["words"].items():
        words[name] = _filled(pattern, words)
    return Phrases(
        tuple(_phrase(p, words) for p in said["never"]),
        _any(said["partly"], words),
        tuple(_phrase(p, words) for p in said["phrases"]),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"<([a-z]+)>", lambda found: words[found[1]] if found[1] in words else found[0], pattern)


def _any(patterns: list[str], words: dict[str, str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{_filled(p, words)})" for p in patterns), re.IGNORECASE)


def _phrase(said: dict, words: dict[str, str]) -> Phrase:
    unless = _any(said["unless"], words) if "unless" in said else None
    return Phrase(said["name"], said.get("says", ""), _any(said["when"], words), unless, said.get("own", False), said.get("sections", False))


def evened(text: str) -> str:
    """A sentence as the patterns want it: single spaces, straight quotes, without the law's name."""
    text = " ".join(text[:LONGEST].replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').split())
    return LAW.sub("foi", text)


class Reader:
    """Reads the letters of one body, sentence by sentence."""

    def __init__(self, questions: Questions, act: str, tables: bool):
        self.questions, self.act, self.tables = questions, act, tables
        self.order = {name: n for n, name in enumerate(questions.asked)}
        self.letter = Letter()
        self.begin()

    def begin(self) -> None:
        """A new text: nothing stands above."""
        self.run: list[str] = []  # the questions whose answer is awaited
        self.sure = True  # only questions stood between them
        self.stated = self.spoken = self.closed = self.elsewhere = self.headed = self.part = False

    def read(self, lines: list[Line], table: bool = False) -> None:
        self.begin()
        before = 0
        for sentence in sentences(lines):
            if OLDER.search(sentence.text) and before and not table:
                return
            before += not sentence.quoted
            self.take(sentence, table)

    def take(self, sentence: Sentence, table: bool) -> None:
        text = evened(sentence.text)
        said = [] if sentence.quoted else list(self._judged(text))
        asked = sentence.quoted or _fits_any(phrases().never[:1], text)
        self._head(sentence.text, text, asked, bool(said))
        if CLOSES.match(text):
            self.closed, self.run = True, []
        elif ANSWER.match(text):
            self.closed = False
        for clause, phrase in said:
            self._state(sentence, clause, phrase, table)
        if said or asked:
            return
        if SHORT.match(text) or (VOICE.search(text) and not _fits_any(phrases().never, text) and not FORM.match(text)):
            self.spoken = True
            if not self.stated:
                self.letter.otherwise.update(self.run)
        elif not DATES.search(text) and not text[:1].islower() and len(text) > 12:
            self.sure = False

    # Which questions a sentence stands under -------------------------------------------------------------------------

    def _head(self, printed: str, text: str, asked: bool, says: bool) -> None:
        heads = self._heads(printed, text, asked, says)
        if heads is None:
            return
        self.part = bool(PART.match(printed))
        self.closed = self.elsewhere = False
        if not heads:
            self.run, self.elsewhere = [], True
        elif self.run and not self.spoken and not self.stated and min(map(self.order.get, heads)) > max(map(self.order.get, self.run)):
            self.run += heads
        else:
            self.run, self.sure = list(heads), True
        self.headed = True
        self.stated = self.spoken = False

    def _heads(self, printed: str, text: str, asked: bool, says: bool) -> list[str] | None:
        """The questions that this sentence opens; none of ours where it opens another, None where it opens nothing."""
        known = self.questions.numbers
        if found := HEADS.match(text):
            bare = not re.search(r"[a-z]", text, re.IGNORECASE)
            several = [known[n] for n in _numbers(found["list"]) if n in known]
            # A number that stands alone may be a page's.
            return several if several and (not bare or len(several) > 1 or text.strip()[-1:] in ".):") else None
        if found := re.match(rf"^\W*{ASKED}\W{{0,2}}(?P<list>{ONE}(?:{JOINED}(?:{ASKED}\s*)?{ONE})+)\s*[:.–-]", text, re.IGNORECASE):
            return [known[n] for n in _numbers(found["list"]) if n in known]
        named = self.questions.find(printed)
        if found := NUMBERED.match(printed):
            number = int(found[1] or found[2])
            if found[1] is None and not (asked or says or FORM.match(text) or isinstance(named, Mention) and named.explicit and self._mentioned(printed)):
                return [] if re.match(r"^\W*\d{1,2}[.)]", printed) else None
            if number not in known:
                return []
            others = set(self._mentioned(printed)) - {known[number]}
            if isinstance(named, str) and others and known[number] not in self._mentioned(printed):
                return []
            return [known[number]]
        if isinstance(named, Mention) and not says and (asked or FORM.match(text) or self.questions.wording(printed)):
            return [named.question]
        return None

    def _mentioned(self, text: str) -> set[str]:
        """The questions that the study's words name in it."""
        return {name for phrase, name in self.questions._mentions(plain(text)).items()}

    # What a sentence says --------------------------------------------------------------------------------------------

    def _judged(self, text: str) -> Iterator[tuple[str, Phrase]]:
        """The clauses of a sentence that say something, each with its phrase. A clause that says nothing belongs to the next."""
        if _fits_any(phrases().never, text):
            text = "; ".join(p for p in CLAUSE.split(text) if p and not _fits_any(phrases().never, p))
        kept = ""
        waiting: list[tuple[str, Phrase]] = []
        for piece in CLAUSE.split(text):
            kept = f"{kept} {piece}".strip()
            if phrase := self._phrase(kept):
                waiting.append((kept, phrase))
                kept = ""
        if kept and waiting:
            last, phrase = waiting[-1]
            waiting[-1] = (f"{last} {kept}", phrase)
        yield from waiting

    def _phrase(self, text: str) -> Phrase | None:
        for phrase in phrases().phrases:
            if not phrase.fits(text):
                continue
            if phrase.sections and not section(text, self.act):
                continue
            if phrase.name == "attached" and _only_a_letter(text):
                continue
            return phrase
        return None

    def _state(self, sentence: Sentence, clause: str, phrase: Phrase, table: bool) -> None:
        same = frozenset()
        if phrase.says == "same":
            same, scope = frozenset(self._named(clause) or ()), self._under("answered", phrase)
            scope = frozenset(self.run) if self.run else None
            if not same or scope is None or same & scope:
                return
        else:
            scope = self._scope(clause, phrase)
        if scope == frozenset() or (scope is None and (phrase.own or table)):
            return
        printed = section(clause, self.act) or section(evened(sentence.text), self.act)
        if self.act and phrase.says == "not_held" and re.search(r"\b(?:section|s\.?) ?17\b", sentence.text, re.IGNORECASE):
            printed = "17"
        status = phrase.says
        partly = status in ("refused", "not_held", "withheld") and bool(phrases().partly.search(clause))
        if self.part and scope is not None and status not in ("answered", "same"):
            partly = True
        self.letter.statements.append(
            Statement(
                scope,
                status,
                printed if status in ("refused", "not_held") else "",
                sentence.address,
                sentence.text,
                phrase.name,
                partly,
                same,
            )
        )
        self.stated = True

    def _scope(self, clause: str, phrase: Phrase) -> frozenset[str] | None:
        """The questions of which a clause speaks: None for the whole letter, an empty set where that is not sure."""
        named = self._named(clause)
        if named is not None:
            return frozenset(named)
        by_words = self._mentioned(clause)
        if len(by_words) == 1 and (not self.run or by_words <= set(self.run) or self.stated):
            return frozenset(by_words)
        if by_words and phrase.says != "answered" and not by_words <= set(self.run):
            return frozenset()
        return self._under(phrase.says, phrase, clause)

    def _under(self, status: str, phrase: Phrase, clause: str = "") -> frozenset[str] | None:
        if self.run:
            if status == "answered" and self.stated and WHOLE.search(clause):
                return None
            if status != "answered" and len(self.run) > 1 and (self.tables or not self.sure) and not WHOLE.search(clause):
                return frozenset(self.run[-1:])
            return frozenset(self.run)
        if self.closed or self.elsewhere:
            return frozenset()
        return None

    def _named(self, clause: str) -> set[str] | None:
        """The questions that a clause names by number. None where it names none."""
        found: set[str] = set()
        named = False
        for match in NAMED.finditer(clause):
            named = True
            if match["all"]:
                return set(self.questions.asked)
            if match["ordinal"]:
                numbers = {ORDINALS[match["ordinal"].lower()]}
            elif match["first"]:
                numbers = set(range(1, NUMBERS[match["first"].lower()] + 1))
            else:
                numbers = _numbers(match["list"])
            found |= {self.questions.numbers[n] for n in numbers if n in self.questions.numbers}
        return found if named else None


def _fits_any(tests: Iterable[Phrase], text: str) -> bool:
    return any(t.fits(text) for t in tests)


def _only_a_letter(text: str) -> bool:
    """What is attached is "our response": a letter, which may say anything."""
    text = re.sub(r"\bfoi\b", "", text, flags=re.IGNORECASE)
    if not re.search(r"\b(?:response|reply|letter|correspondence)s?\b", text, re.IGNORECASE):
        return False
    return not re.search(
        r"\b(?:spread ?sheets?|excel|csv|xlsx?|format|data|information|figures?|tables?|append\w+|annex\w*|breakdown|documents?|files?|work ?books?"
        r"|questions?|report)\b",
        text,
        re.IGNORECASE,
    )


def _numbers(listed: str) -> set[int]:
    """1, 2 and 4 to 6 → {1, 2, 4, 5, 6}."""
    found: set[int] = set()
    tokens = re.findall(rf"{ONE}|-|–|—|\bto\b", listed, re.IGNORECASE)
    for n, token in enumerate(tokens):
        if (number := _number(token)) is None:
            continue
        found.add(number)
        if n > 1 and tokens[n - 1].lower() in ("-", "–", "—", "to") and (first := _number(tokens[n - 2])) is not None:
            found |= set(range(first, number))
    return found


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else NUMBERS.get(word.lower())


# From statements to one status a question ------------------------------------------------------------------------------


def said(letter: Letter, questions: Iterable[str]) -> dict[str, Statement]:
    """Question → what was said to it. `status` is the question's; "unknown" where the words do not settle it."""
    names = list(questions)
    found = {name: s for name in names if (s := _settled(name, letter))}
    for name, statement in list(found.items()):
        if statement.status == "same":
            del found[name]
            others = {found[o].status for o in statement.same_as if o in found}
            if len(others) == 1 and "same" not in others:
                other = found[next(iter(statement.same_as))]
                found[name] = replace(statement, status=other.status, section=other.section)
    return found


def _settled(question: str, letter: Letter) -> Statement | None:
    mine = [s for s in letter.statements if s.questions is not None and question in s.questions]
    levels: dict[int, list[Statement]] = defaultdict(list)
    for statement in mine:
        levels[len(statement.questions)].append(statement)
    wide = [s for s in letter.statements if s.questions is None]
    if wide and (mine or question not in letter.otherwise):
        levels[1_000_000] = wide
    part: Statement | None = None
    for _, level in sorted(levels.items()):
        settled = _agreed(level)
        if settled.partly and settled.status != "partly":
            # It says what is withheld of the question; what is given of it stands in a wider place.
            part = part or settled
        elif part:
            return replace(part, status="partly" if settled.status in ("answered", "partly") else "unknown")
        else:
            return settled
    return replace(part, status="unknown") if part else None


def _agreed(level: list[Statement]) -> Statement:
    """What the statements of equal reach say together."""
    whole = [s for s in level if not s.partly]
    parts = [s for s in level if s.partly]
    if not whole:
        return next((s for s in parts if s.section), parts[0])
    kinds = {s.status for s in whole}
    if len(kinds) > 1:
        kinds -= {"clarification"}
    if kinds - {"withheld"} and "answered" not in kinds:
        kinds -= {"withheld"}
    if kinds == {"refused", "not_held"} and any(s.section or s.phrase == "over the cost limit" for s in whole if s.status == "refused"):
        kinds = {"refused"}
    if len(kinds) == 1:
        status = kinds.pop()
        mine = [s for s in whole if s.status == status]
        best = next((s for s in mine if s.section), mine[0])
        if status == "withheld":
            return replace(best, status="unknown")
        if status == "answered" and parts and best.questions is not None:
            return replace(parts[0], status="partly", partly=False)
        return best
    withholding = next(s for s in whole if s.status != "answered")
    given_and_not = kinds == {"answered", "withheld"} and withholding.questions is not None
    personal = kinds == {"answered", "refused"} and all(s.section.startswith(PERSONAL) for s in whole if s.status == "refused")
    return replace(withholding, status="partly" if given_and_not or personal else "unknown")
