"""The forms in which replies come, one line for each of fifty bodies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """One way to reply.

    `container` is the kind of file, `layout` what its inside looks like. `quirk` is what is out of the ordinary:
    a wider age band, calendar years, a year not held, the second question refused or not held, not recorded or blank
    cells. `asides` says where the questions without a table are answered: here, in the covering letter, or nowhere.
    """

    container: str
    layout: str
    quirk: str = ""
    totals: bool = False
    cover: str = ""
    asides: str = "here"

    @property
    def group(self) -> str:
        """Sheets can be read before letters can, so each group tells the whole story."""
        return "sheets" if self.container.split()[0] in ("xlsx", "xls", "ods", "csv") else "letters"

    @property
    def attaches(self) -> bool:
        """Whether a letter or message says to see what is attached."""
        return bool(self.cover) or self.container.startswith(("eml xlsx", "eml csv"))

    @property
    def band(self) -> str:
        """The wider age band that is answered instead of single years."""
        return "0-2" if self.layout == "prose" else self.quirk if self.quirk in ("0-2", "0-4") else ""

    @property
    def sized(self) -> bool:
        """Whether the reply says how many 0-2s were referred in the last full year."""
        return self.quirk not in ("0-4", "calendar") and self.layout not in ("refused", "not held")


CATALOGUE = (
    Recipe("xlsx", "sheets across"),
    Recipe("xlsx", "sheets down", totals=True),
    Recipe("xlsx", "sheets across", cover="pdf", asides="cover"),
    Recipe("xlsx", "notes across"),
    Recipe("xlsx", "stacked across", "blank"),
    Recipe("xlsx", "stacked across", totals=True),
    Recipe("xlsx", "stacked down", "accepted refused"),
    Recipe("xlsx", "stacked across", "0-4", cover="docx"),
    Recipe("xlsx", "both across"),
    Recipe("xlsx", "both across", totals=True, cover="docx"),
    Recipe("xlsx", "both down"),
    Recipe("xlsx", "list"),
    Recipe("xlsx", "list", "year not held"),
    Recipe("xlsx", "years over ages"),
    Recipe("xlsx", "questions over years", totals=True),
    Recipe("xlsx", "pivot", totals=True),
    Recipe("xlsx", "stacked down", "calendar"),
    Recipe("xls", "stacked down"),
    Recipe("ods", "stacked across", "not recorded"),
    Recipe("ods", "list"),
    Recipe("ods", "sheets down", "accepted not held"),
    Recipe("csv", "list"),
    Recipe("csv tab", "list", cover="docx", asides="cover"),
    Recipe("csv preamble", "stacked across"),
    Recipe("csv cp1252", "both down"),
    Recipe("csv preamble", "stacked down", "calendar"),
    Recipe("csv pair", "sheets across", cover="pdf", asides="cover"),
    Recipe("csv cp1252", "list", "0-2"),
    Recipe("docx", "across"),
    Recipe("docx", "down", totals=True),
    Recipe("docx", "both across"),
    Recipe("docx", "prose"),
    Recipe("docx", "not held"),
    Recipe("pdf", "across"),
    Recipe("pdf", "down", totals=True),
    Recipe("pdf", "both across"),
    Recipe("pdf unruled", "across"),
    Recipe("pdf unruled", "down", "0-4"),
    Recipe("pdf", "across", "accepted refused"),
    Recipe("pdf", "prose"),
    Recipe("pdf", "prose", asides=""),
    Recipe("pdf", "prose", "accepted not held"),
    Recipe("pdf", "refused"),
    Recipe("pdf", "refused", asides=""),
    Recipe("eml", "lines"),
    Recipe("eml forwarded", "lines"),
    Recipe("eml", "prose"),
    Recipe("eml xlsx", "stacked across"),
    Recipe("eml csv", "list", asides="cover"),
    Recipe("eml xlsx forwarded", "sheets down", totals=True),
)
