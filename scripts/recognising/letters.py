"""What a letter or an e-mail says to each question in words: given, refused, not held; with the sentence that says so.

A sentence speaks of the questions that it names, or that it stands under, or of the whole letter; the narrower beats the
wider. What phrases mean is data (phrases.yml). A sentence that is not understood for certain says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from recognising.phrases import NOT_HELD, Phrase, evened, fits_any, phrases, section
from recognising.sentences import Line, Sentence, sentences
from recognising.vocabulary import NUMBERED, Mention, Questions, plain

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
ONE = rf"(?:\d{{1,2}}(?![\d/%]|[a-h]\b)|{'|'.join(NUMBERS)})"
JOINED = r"\s*(?:,\s*and|,|and|&|\+|/|-|–|—|to|or)\s*"
ASKED = r"(?:questions?|qu?s?\.?|points?|parts?|items?)"
LIST = rf"(?P<list>{ONE}(?:{JOINED}(?:{ASKED}\s*)?{ONE})*)"
NAMED = re.compile(
    rf"\b{ASKED}\s*(?:numbers?|nos?\.?)?\s*{LIST}\b(?! of (?:the|section|schedule)\b)"
    rf"|\b(?P<ordinal>{'|'.join(ORDINALS)}) (?:of your |part of your )?questions?\b"
    r"|\bfirst (?P<first>two|three|four) (?:of your )?questions\b"
    r"|\b(?P<all>(?:all|each|any|none) (?:of )?(?:(?:the|your|these|those) )?(?:\w+ )?questions)\b",
    re.IGNORECASE,
)
# A line that does nothing but say which questions come next: "1 – 3:", "Questions 1 and 2", "Response to Q3".
HEADS = re.compile(
    rf"^\W*(?:(?:our |the )?(?:response|answer|reply)s?\s*(?:to|for)?\s*)?(?:{ASKED}\s*)?{LIST}\W*$",
    re.IGNORECASE,
)
SEVERAL = re.compile(rf"^\W*{ASKED}\W{{0,2}}{LIST}\s*[:.–-]", re.IGNORECASE)
# "Q1a", "2 (b)": a part of a question, which says nothing of the whole.
PART = re.compile(
    r"^\W*(?:q(?:uestion)?\W{0,2})?\d{1,2}\s?(?:\(?[a-h]\)|[a-h][.):]|[a-h]\s(?!\s)|\((?:i|ii|iii|iv|v)\)|\.\d)", re.IGNORECASE
)
ANSWER = re.compile(
    r"^\W*(?:a|ans|answers?|(?:(?:our|the|trust|board|council|final|full)(?:['’]s)? )*(?:responses?|reply|replies|decision))\W*(?::|–|-|$)",
    re.IGNORECASE,
)
CLOSES = re.compile(
    r"^\W*(?:yours (?:sincerely|faithfully|truly)|(?:kind(?:est)?|best|warm|with)? ?(?:regards|wishes)\b|many thanks\W*$)", re.IGNORECASE
)
# A sentence that asks, in a letter that repeats what was asked.
FORM = re.compile(
    r"^(?:\W|\d|[a-z][.)]|q(?:uestion)?\W{0,2}\d)*(?:(?:please )?(?:can|could|would|provide|confirm|supply|tell|state|give)\b"
    r"|how (?:many|much|long|often)\b|what\b|which\b|do(?:es)? (?:you|your|the)\b|is\b|are\b|has\b|have\b"
    r"|the (?:total |overall )?(?:number|percentage|figure|proportion)s?\b|(?:total |overall )?numbers? of\b|of (?:these|those)\b)",
    re.IGNORECASE,
)
SHORT = re.compile(r"^\W*(?:(?:a|answer|response|reply)\W+)?(?:yes|no|nil|none|zero|n/?a|\d[\d,.]*%?)(?:\W|$).{0,60}$", re.IGNORECASE)
# Nothing but the years or months that were asked for.
DATES = re.compile(
    r"^(?:\W|\d|\b(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|to|and|or|the|from|until|latest|available|data|date"
    r"|present|current|years?|months?|financial|calendar|period|inclusive|st|nd|rd|th|of|for)\b)+$",
    re.IGNORECASE,
)
# Words of the body itself, which answer in some way.
VOICE = re.compile(
    r"\b(?:we|our|us|i am|i can|i have|the (?:trust|board|council|organisation|authority)|unfortunately|not|no|unable|cannot|will)\b|n't\b",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"\b(?:your|this|the) (?:\w+ )?(?:requests?|enquiry)\b|\byou (?:have )?(?:requested|asked)|\brequested\b|\byour questions\b|\bfoi\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"\s*;\s*|\s*[,.–-]?\s+(?=(?:but|however|although|though|whereas|whilst|while)\b)"
    rf"|(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?=(?:(?:for|in|as|to|with) (?:\w+ ){{0,4}})?{ASKED}\s*\d)"
    r"|\s*,?\s+and\s+(?=(?:we|i|the trust|therefore)\b)",
    re.IGNORECASE,
)
# What the law says follows in the same sentence.
EXPLAINS = re.compile(
    r",? (?:which|that|and) (?:says?|states?|provides?|allows?|means?|sets? out|exempts?|relates? to|covers?|concerns?|permits?)\b",
    re.IGNORECASE,
)
BECAUSE = re.compile(r"^\W*(?:this|the reason(?: for this)?) is (?:because|due|as|since|that)\b", re.IGNORECASE)
LETTER = re.compile(
    r"\b(?:attach|enclos|find|see)\w*\W+(?:\w+\W+){0,5}(?:response|reply|letter|correspondence)s?\b"
    r"|\b(?:response|reply|letter|correspondence)s?\b\W+(?:\w+\W+){0,3}(?:attach|enclos)",
    re.IGNORECASE,
)
DATA = re.compile(
    r"\b(?:spread ?sheets?|excel|csv|xlsx?|format|data|information|figures?|tables?|append\w+|annex\w*|breakdown|documents?|files?"
    r"|work ?books?|questions?|report)\b",
    re.IGNORECASE,
)
# Entries of phrases.yml that mean something here.
ASKS, COMPLAINTS, SMALL_NUMBERS = "what was asked, repeated", "how to complain, and other notices at the end", "small numbers only"
SETTLES_NOTHING, ATTACHED = "withheld, and not said why", "attached"
WITHHOLDING = ("refused", "not_held", "withheld")
WIDE = 1_000_000  # the reach of a whole letter


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence says. questions: None where it speaks of the whole letter. reach: of how many it may speak.

    partly: it speaks of a part of each question. same_as: it only points to what was said to these. headers: the lines over
    which it runs on, and those that ask what it answers.
    """

    questions: frozenset[str] | None
    status: str
    section: str
    source: str
    quote: str
    phrase: str
    reach: int
    partly: bool = False
    same_as: frozenset[str] = frozenset()
    headers: tuple[str, ...] = ()


@dataclass(slots=True)
class Letter:
    """What all letters of one body say. otherwise: questions under which words stand that no phrase understands."""

    statements: list[Statement] = field(default_factory=list)
    otherwise: set[str] = field(default_factory=set)


class Reader:
    """Reads the letters of one body, sentence by sentence."""

    def __init__(self, questions: Questions, act: str = ""):
        self.questions, self.act = questions, act
        self.order = {name: n for n, name in enumerate(questions.asked)}
        self.letter = Letter()
        self.begin()

    def begin(self) -> None:
        """A new text: nothing stands above."""
        self.run: list[str] = []  # the questions whose answer is awaited
        self.heads: dict[str, tuple[str, ...]] = {}  # and the lines that opened them
        self.before: list[str] = []  # those that stood above them
        self.last: tuple[frozenset[str] | None, int] | None = None  # of what the last statement spoke
        self.sure = True  # only questions stood between them
        self.stated = self.spoken = self.closed = self.elsewhere = self.part = False

    def read(self, lines: list[Line], table: bool = False, tables: bool = False) -> None:
        """One text. table: its lines are cells of a table, which says nothing of a whole letter. tables: some were taken out of it."""
        self.begin()
        self.tables = table or tables
        for sentence in sentences(lines):
            self.take(sentence, table)

    def take(self, sentence: Sentence, table: bool) -> None:
        text = evened(sentence.text)
        said = [] if sentence.quoted else list(self._judged(text))
        asked = sentence.quoted or fits_any((p for p in phrases().never if p.name == ASKS), text)
        opened = self._head(sentence, text, asked, bool(said))
        if CLOSES.match(text):
            self.closed, self.run = True, []
        elif ANSWER.match(text):
            self.closed = False
        for clause, phrase in said:
            self._state(sentence, clause, phrase, table)
        if said or asked:
            return
        if opened:
            if not (HEADS.match(text) or FORM.match(text) or self._mentioned(sentence.text)):
                # A number, and then no question: it answers.
                self.spoken = True
                self.letter.otherwise.update(self.run)
            return
        if VOICE.search(text) and not fits_any(phrases().never, text):
            self.letter.otherwise.update(self._named(text) or ())
        if self.stated and fits_any((p for p in phrases().never if p.name == COMPLAINTS), text):
            self.closed, self.run = True, []
        elif self._speaks(text):
            self.spoken = True
            if not self.stated:
                self.letter.otherwise.update(self.run)
        elif not self.stated and not (ANSWER.match(text) or DATES.match(text) or FORM.match(text) or text[:1].islower()):
            self.sure = False

    def _speaks(self, text: str) -> bool:
        """The body answers something here, in words that no phrase understands."""
        if SHORT.match(text):
            return not (DATES.match(text) and re.search(r"[a-z]|\b(?:19|20)\d\d\b", text, re.IGNORECASE))
        if FORM.match(text) or not VOICE.search(text):
            return False
        return not fits_any((p for p in phrases().never if p.name != SMALL_NUMBERS), text)

    # Which questions a sentence stands under -------------------------------------------------------------------------

    def _head(self, sentence: Sentence, text: str, asked: bool, says: bool) -> bool:
        heads = self._heads(sentence.text, text, asked, says)
        if heads is None:
            return False
        self.part = bool(PART.match(sentence.text))
        self.heads |= dict.fromkeys(heads, (sentence.address, *sentence.others))
        self.closed = self.elsewhere = False
        if heads and set(heads) <= set(self.run[-1:]):
            # Its number, and then its words.
            return True
        if not heads:
            self.run, self.elsewhere = [], True
        elif (
            not says
            and self.run
            and not self.spoken
            and not self.stated
            and min(map(self.order.get, heads)) > max(map(self.order.get, self.run))
        ):
            self.run += heads
        else:
            self.before, self.run, self.sure = self.run, list(heads), True
        self.stated = self.spoken = False
        return True

    def _heads(self, printed: str, text: str, asked: bool, says: bool) -> list[str] | None:
        """The questions that this sentence opens; none of ours where it opens another, None where it opens nothing."""
        known = self.questions.numbers
        if found := HEADS.match(text):
            bare = not re.search(r"[a-z]", text, re.IGNORECASE)
            several = [known[n] for n in _numbers(found["list"]) if n in known]
            # A number that stands alone may be a page's.
            return several if several and (not bare or len(several) > 1 or text.strip()[-1:] in ".):") else None
        if (found := SEVERAL.match(text)) and len(_numbers(found["list"])) > 1:
            return [known[n] for n in _numbers(found["list"]) if n in known]
        named = self.questions.find(printed)
        by_words = self._mentioned(printed)
        if found := NUMBERED.match(printed):
            question = known.get(int(found[1] or found[2]))
            if found[1] is None and not (asked or says or FORM.match(text) or by_words):
                # An item of some other list; without its dot it may be no item at all.
                return [] if re.match(r"^\W*\d{1,2}[.)]", printed) else None
            return [question] if question and (question in by_words or not by_words) else []
        if isinstance(named, Mention) and not says and (asked or FORM.match(text) or self.questions.wording(printed)):
            return [named.question]
        return None

    def _mentioned(self, text: str) -> set[str]:
        """The questions that the study's words name in it."""
        return set(self.questions.mentions(plain(text)).values())

    # What a sentence says --------------------------------------------------------------------------------------------

    def _judged(self, text: str) -> Iterator[tuple[str, Phrase]]:
        """The clauses of a sentence that say something, each with its phrase. A clause that says nothing belongs to the next."""
        text = EXPLAINS.split(text)[0]
        if fits_any(phrases().never, text):
            text = "; ".join(p for p in CLAUSE.split(text) if p and not fits_any(phrases().never, p))
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
        """What a clause says. One that gives and withholds at once settles nothing."""
        fitting = [p for p in phrases().phrases if p.fits(text) and self._holds(p, text)]
        if not fitting:
            return None
        if "answered" in (kinds := {p.says for p in fitting}) and not kinds.isdisjoint(WITHHOLDING):
            return next(p for p in phrases().phrases if p.name == SETTLES_NOTHING)
        return fitting[0]

    def _holds(self, phrase: Phrase, text: str) -> bool:
        if phrase.sections:
            return bool(section(text, self.act))
        return not (phrase.name == ATTACHED and _only_a_letter(text))

    def _state(self, sentence: Sentence, clause: str, phrase: Phrase, table: bool) -> None:
        same: frozenset[str] = frozenset()
        if phrase.says == "same":
            scope = frozenset(self.run)
            same = frozenset(self._named(clause) or ()) - scope or frozenset(self.before)
            if not same:
                return
            reach = len(scope)
        else:
            scope, reach = self._scope(clause, phrase)
        if scope == frozenset() or (scope is None and (phrase.own or table)):
            return
        status, printed = phrase.says, ""
        if status in ("refused", "not_held"):
            printed = section(clause, self.act) or section(evened(sentence.text), self.act)
        if status == "not_held" and self.act and NOT_HELD.search(sentence.text):
            printed = "17"
        withholds = status in WITHHOLDING
        partly = withholds and (bool(phrases().partly.search(clause)) or (self.part and scope is not None))
        above = [line for question in [*self.before, *self.run] if scope and question in scope | same for line in self.heads[question]]
        headers = tuple(line for line in dict.fromkeys([*sentence.others, *above]) if line != sentence.address)
        said = (scope, status, printed, sentence.address, sentence.text, phrase.name, reach, partly, same, headers)
        self.letter.statements.append(Statement(*said))
        self.stated, self.last = True, (scope, reach)

    def _scope(self, clause: str, phrase: Phrase) -> tuple[frozenset[str] | None, int]:
        """The questions of which a clause speaks, and how many they may be.

        None for the whole letter, an empty set where it is not sure.
        """
        if self.last and BECAUSE.match(clause):
            return self.last
        if (named := self._named(clause)) is not None:
            return frozenset(named), len(named)
        by_words = self._mentioned(clause)
        if len(by_words) == 1 and (not self.run or by_words <= set(self.run) or self.stated):
            return frozenset(by_words), 1
        if by_words and phrase.says != "answered" and not by_words <= set(self.run):
            return frozenset(), 0
        whole = WHOLE.search(clause)
        if not self.run:
            return (frozenset(), 0) if self.closed or self.elsewhere else (None, WIDE)
        if phrase.says == "answered" and self.stated and whole:
            return None, WIDE
        if phrase.says != "answered" and (not self.sure or (self.tables and not whole)):
            # To be on the safe side it speaks of the last question only, and yet no closer than of all.
            return frozenset(self.run[-1:]), len(self.run)
        return frozenset(self.run), len(self.run)

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


def _only_a_letter(text: str) -> bool:
    """What is attached is "our response": a letter, which may say anything."""
    return bool(LETTER.search(text)) and not DATA.search(text)


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
