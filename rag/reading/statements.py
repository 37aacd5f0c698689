"""Finds who said what: reported and quoted speech, with the speaker's name resolved in the article.

Works sentence by sentence with patterns of English news style ("…," X said; X told Y that …;
according to X; quotations that run on), in the manner of rule-based attribution for news
(Pouliquen, Steinberger and Best 2007, "Automatic detection of quotations in multilingual news").
What it cannot attribute with confidence it leaves alone: no speaker is better than a wrong one.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from rag.reading.names import NAME, People, Person, parse_mention
from rag.reading.quotations import quotations, quoted_share
from rag.reading.sentences import Span, paragraphs, sentences
from rag.records import Statement

# Verbs of speech that need no quotation marks to be believed.
_STRONG = (
    "said|says|saying|told|tells|telling|wrote|writes|added|adds|adding|warned|warns|warning"
    "|argued|argues|arguing|announced|announces|acknowledged|acknowledges|admitted|admits"
    "|insisted|insists|stated|states|noted|notes|noting|explained|explains|claimed|claims"
    "|claiming|suggested|suggests|testified|predicted|predicts|vowed|vows|urged|urges|advised"
    "|advises|confirmed|confirms|denied|denies|emphasized|stressed|reiterated|declared|cautioned"
    "|conceded|complained|pledged|promised|promises|disclosed|revealed|estimated|estimates"
    "|called for|asserted|contended|maintained|indicated"
)
# Verbs that also mean other things ("the Dow posted a gain"), believed beside a quotation only.
_WEAK = (
    "called|calls|calling|posted|tweeted|asked|asks|recalled|recalls|replied|replies|responded"
    "|continued|continues|concluded|quipped|joked|jokes|remarked|commented|described|describes"
    "|repeated|expressed|praised|criticized|condemned|defended|proposed|lamented|hinted|shared"
    "|answered|clarified|accused|apologized|thanked|slammed|blasted|touted|hailed|dismissed"
    "|rejected|threatened|demanded|explaining|say|tell"
)
# Words that may stand between a name and its verb: "Bessent last week said", "he has also called".
_BETWEEN = (
    r"(?:\s+(?:has|have|had|also|then|later|once|again|first|both|himself|herself|previously"
    r"|recently|repeatedly|publicly|reportedly|earlier|further|instead|simply|still|already|now"
    r"|\w+ly|last|this|that|week|month|year|night|morning|afternoon|evening|on|in|at|early|late"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct"
    r"|Nov|Dec)\.?|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|\d{1,2},?|20\d\d,?|went\ on\ to|would|statement|interview|post|was\ quoted\ as"
    r"|a|an|the|news|conference)){0,6}"
)
_APPOSITIVE = r"(?:,\s[^,\"“”]{2,120},|\s\([^)]{1,60}\))?"
_PRONOUN = r"[Hh]e|[Ss]he"

_SUBJECT_FIRST = re.compile(
    rf"(?P<mention>{NAME}|\b(?:{_PRONOUN})\b)(?:\s(?:of|from)\s{NAME})?"
    rf"(?P<apposition>{_APPOSITIVE}){_BETWEEN}\s+(?:(?P<cue>{_STRONG})|(?P<weak>{_WEAK}))\b"
)
_VERB_FIRST = re.compile(
    rf"(?:[\"”]\s*(?P<cue>said|says|added|wrote|explained|warned|argued|recalled|noted|continued"
    rf"|asked|insisted|tweeted|posted|announced|declared|concluded|admitted|quipped|joked)"
    rf"|,\s*(?P<plain>said|says))"
    rf"\s+(?P<mention>(?:(?:[a-z]+\s+){{0,4}})?{NAME})"
    rf"(?:,\s(?P<apposition>[^,.;\"“”]{{3,90}}))?"
)
_ACCORDING_TO = re.compile(
    rf"\b[Aa]ccording to (?P<mention>(?:(?:the|an?)\s+)?(?:[a-z]+\s+){{0,4}}{NAME}"
    rf"(?:\s(?:of|for|and)(?:\sthe)?\s{NAME})*)"
)
# What stands before a name that is no subject: "leaders of Germany and France have urged".
_NO_SUBJECT = re.compile(
    rf"\b(?:of|in|from|for|with|by|to|against|at|on|like|about)\s+(?:the\s+)?(?:{NAME}\sand\s)?$"
)
# Where a sentence with two speakers may be cut between them.
_CLAUSE_BREAK = re.compile(r"(?:,\s(?:while|whereas|but|and|as)\s|;\s|\s[—–]\s)")

_NOT_SPEECH = re.compile(r"\s+(?:off|to be|to order)\b")
_ENDS_AS_SENTENCE = (".", "!", "?", '"', "”", "'", "’", ")", ":", "…")
_LONGEST_JOINED = 320  # characters of a quotation over several sentences that stays one statement
_MOSTLY = 0.8  # share of a sentence inside quotation marks from which it counts as a quotation


@dataclass(frozen=True, slots=True)
class _Attribution:
    speaker: Person
    mention: Span


def find_statements(article_id: str, text: str) -> list[Statement]:
    """Find the statements of `text` whose speaker is named, in the order of the text.

    Each covers whole sentences, or the speaker's own clause of a sentence that quotes two people.
    """
    people = People()
    found: list[Statement] = []
    running: Person | None = None  # the speaker whose quotation the last paragraph left open
    for paragraph in paragraphs(text):
        reader = _ParagraphReader(article_id, text, paragraph, people, running)
        found += reader.read()
        running = reader.running
    return found


class _ParagraphReader:
    """Reads one paragraph; `running` is its speaker where its last quotation is left open."""

    def __init__(
        self, article_id: str, text: str, paragraph: Span, people: People, running: Person | None
    ) -> None:
        self._article_id = article_id
        self._text = text
        self._people = people
        self._sentences = sentences(text, paragraph)
        self._quotations = quotations(text, paragraph)
        self._open = bool(self._quotations) and not self._quotations[-1].closed
        self._before = running
        self.running: Person | None = None

    def read(self) -> list[Statement]:
        attributed: list[list[_Attribution]] = []
        for sentence in self._sentences:
            attributed.append(self._attributions(sentence))
            self._people.read(self._text, sentence, self._unquoted(sentence))
        found: list[Statement] = []
        speaker = self._before
        for at, sentence in enumerate(self._sentences):
            share = quoted_share(sentence, self._quotations)
            if attributed[at]:
                found += self._by_clause(sentence, attributed[at], share)
                speaker = attributed[at][-1].speaker
            elif share >= _MOSTLY:
                named = self._speaker_of_run(at, attributed) or speaker
                if named:
                    found.append(self._statement(sentence, named, share))
                    speaker = named
            else:
                # Somebody else's narrative stands between: what follows is not surely theirs.
                speaker = None
        self.running = speaker if self._open else None
        return self._joined(found)

    def _joined(self, found: list[Statement]) -> list[Statement]:
        """Sentences that one pair of quotation marks holds together, as one statement."""
        joined: list[Statement] = []
        for statement in found:
            last = joined[-1] if joined else None
            if (
                last
                and last.speaker == statement.speaker
                and statement.end - last.start <= _LONGEST_JOINED
                and statement.start - last.end <= 1
                and self._inside_quotation(last.end)
            ):
                joined[-1] = replace(last, end=statement.end, role=last.role or statement.role)
            else:
                joined.append(statement)
        return joined

    def _unquoted(self, sentence: Span) -> str:
        """The sentence with what stands inside quotation marks blanked, at the same offsets."""
        masked = list(self._text[sentence.start : sentence.end])
        for quotation in self._quotations:
            start = max(quotation.start + 1, sentence.start) - sentence.start
            end = min(quotation.end - quotation.closed, sentence.end) - sentence.start
            if start < end:
                masked[start:end] = " " * (end - start)
        return "".join(masked)

    def _attributions(self, sentence: Span) -> list[_Attribution]:
        outside = self._unquoted(sentence)
        if not outside.endswith(_ENDS_AS_SENTENCE):
            return []  # a heading
        quoted = quoted_share(sentence, self._quotations) > 0
        found: list[_Attribution] = []
        for pattern in (_VERB_FIRST, _SUBJECT_FIRST, _ACCORDING_TO):
            for match in pattern.finditer(outside):
                speaker = self._speaker(match, outside, quoted)
                mention = Span(*(edge + sentence.start for edge in match.span("mention")))
                if speaker and not any(mention == other.mention for other in found):
                    found.append(_Attribution(speaker, mention))
        return sorted(found, key=lambda attribution: attribution.mention)

    def _speaker(self, match: re.Match[str], outside: str, quoted: bool) -> Person | None:
        groups = match.groupdict()
        if groups.get("weak") and not quoted:
            return None
        if _NOT_SPEECH.match(outside, match.end()):
            return None
        mention = match["mention"]
        if re.fullmatch(_PRONOUN, mention):
            return self._people.pronoun()
        if match.re is _SUBJECT_FIRST and _NO_SUBJECT.search(outside, 0, match.start()):
            return None
        parsed = parse_mention(mention, at_start=match.start("mention") == 0)
        if parsed is None:
            return None
        return self._people.named(parsed, (groups.get("apposition") or "").strip(" ,()"))

    def _by_clause(
        self, sentence: Span, attributions: list[_Attribution], share: float
    ) -> list[Statement]:
        """One statement a speaker, cut at a clause break that stands between two of them."""
        found: list[Statement] = []
        start = sentence.start
        for this, following in zip(attributions, [*attributions[1:], None], strict=True):
            end = sentence.end
            if following is not None:
                if following.speaker.name == this.speaker.name:
                    continue
                breaks = [
                    broken
                    for broken in _CLAUSE_BREAK.finditer(
                        self._text, this.mention.end, following.mention.start
                    )
                    if not self._inside_quotation(broken.start())
                ]
                if not breaks:
                    # Two speakers in one clause ("X said Y told him"): the first one's statement.
                    found.append(self._statement(Span(start, sentence.end), this.speaker, share))
                    return found
                end = breaks[-1].start()
            found.append(self._statement(Span(start, end), this.speaker, share))
            if following is not None:
                start = breaks[-1].end()
        return found

    def _inside_quotation(self, position: int) -> bool:
        return any(quotation.start < position < quotation.end for quotation in self._quotations)

    def _speaker_of_run(self, at: int, attributed: list[list[_Attribution]]) -> Person | None:
        """The speaker named in another sentence that the same quotation marks reach into."""
        sentence = self._sentences[at]
        for quotation in self._quotations:
            if quotation.start >= sentence.end or quotation.end <= sentence.start:
                continue
            for other, names in zip(self._sentences, attributed, strict=True):
                if names and quotation.start < other.end and other.start < quotation.end:
                    return names[0].speaker
        # '"A." "B," she said': a quotation that only its follower attributes.
        following = at + 1
        if self._before is None and at == 0 and following < len(attributed):
            next_share = quoted_share(self._sentences[following], self._quotations)
            if attributed[following] and next_share > 0:
                return attributed[following][0].speaker
        return None

    def _statement(self, span: Span, speaker: Person, share: float) -> Statement:
        kind: Literal["direct", "mixed", "indirect"] = "indirect"
        if share > 0:
            kind = "direct" if share >= 0.5 else "mixed"
        return Statement(self._article_id, span.start, span.end, speaker.name, speaker.role, kind)
