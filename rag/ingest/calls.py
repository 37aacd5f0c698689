"""Rules that remove what a page says to its reader: to pay, sign in, comment, share or allow."""

import re

from rag.ingest.paragraphs import QUOTE_MARKS, SAID, sentences, without

_LONGEST, _LONGEST_OTHER = 340, 100
# How such a sentence begins: with what the reader is to do, with "you", "we" or "this article".
_OPENS = re.compile(
    r"[(\[*•–—-]?\s*(?:(?:please|just|to|already|want to|want|don['’]t|have|need|not a"
    r"|in order to)\b[\s,]*)?"
    r"(?:you(?:['’]\w+|r)?|we(?:['’]\w+)?|our"
    r"|this (?:article|story|content|video|page|site|website|post|material)"
    r"|by (?:signing|subscribing|registering|continuing|clicking|using)|thank you|thanks"
    r"|subscribers? (?:only|exclusive)|comments?|share|log(?:ged)?|sign|subscrib(?:e|ing)"
    r"|register|create|join|allow|accept|manage|enable|download|listen|skip"
    r"|end of|view|watch|play|show|see|read|continue|support|unlock|get|enjoy|follow|start|try"
    r"|upgrade|click|tap|contact|send|report|save|become|unlimited|copyright|©|warning"
    r"|material|exclusive|premium|an account|independent)\b",
    re.IGNORECASE,
)
# What it is about: the page, the account, the wall before it, the comments under it.
_ABOUT = re.compile(
    r"\b(?:subscri(?:be|bers?|ptions?|bing)|log(?:ged)?[ -]?in|sign[ -](?:in|up)"
    r"(?= (?:here|now|today|free|below|or (?:log|register|sign|create)|to (?:read|continue))|\W*$)"
    r"|(?:to|access|manage) your account|(?:free|an) account|newsletters?|inbox"
    r"|register(?:ing)? (?:for free|to (?:read|continue|comment)|now)"
    r"|(?:free )?article limit|(?:limit|number) of (?:free )?articles"
    r"|unlimited (?:digital |free )?(?:access|articles|reading)|digital access"
    r"|paywall|ad-?free|(?:premium|exclusive|members?[’']?[ -]only) (?:article|content|story)"
    r"|members only|your comments|continue reading|keep reading|to read (?:this|the|more|our|on)"
    r"|read (?:the (?:full|whole|rest|original)\b.*|more)|comments?\b.{0,60}\b(?:moderat|polic"
    r"|guideline|closed|civil|topic|section)\w*"
    r"|(?:post|leave|view|read|show|see|hide|load)(?: (?:all|more|a|the|\d+))* comments?"
    r"|(?:community|house) (?:guidelines|rules)|commenting (?:polic\w+|guidelines)"
    r"|(?:join|start) the conversation|use (?:of )?cookies?|using cookies|all cookies"
    r"|cookie (?:polic\w+|settings|preferences|notice|consent)|javascript|your browser"
    r"|ad ?block\w*|terms (?:of (?:use|service)|and conditions)|privacy (?:policy|notice)"
    r"|external (?:sites?|links?|content|websites?)"
    r"|(?:content|posts?)(?: (?:provided|hosted))? (?:by|from|on) (?:x|twitter|facebook|instagram"
    r"|tiktok|youtube)|(?:x|twitter|facebook|instagram|tiktok|youtube) (?:post|content|video)"
    r"|this (?:post|photo|reel|video) on (?:instagram|facebook|x|twitter|youtube|tiktok)"
    r"|(?:video|content|page) (?:can ?not|is not|isn['’]t|could not) (?:be )?(?:played|displayed"
    r"|available|loaded)|play (?:the )?video|(?:listen to|share|save|report|print) this (?:article"
    r"|story|page|post)|media caption|(?:share|follow|join|find|like|contact)\b.{0,80}\bon (?:our"
    r" )?(?:facebook|twitter|linkedin|whatsapp|x|reddit|instagram|bluesky|threads)\b"
    r"|our (?:free )?app\b|rights reserved|may not be (?:published|reproduced)|news tips?"
    r"|support (?:makes|us\b|our (?:work|journalism))"
    r"|(?:independent|quality) journalism|already a (?:subscriber|member))\b",
    re.IGNORECASE,
)
# Lines that are nothing else, whatever they begin with.
_ALONE = re.compile(
    r"[(\[*•–—-]?\s*(?:(?:accept|reject|allow|manage) (?:all|cookies|and continue|preferences)"
    r"|share|save|print|copy link|(?:link )?copied|whatsapp|e-?mail|linkedin|reddit|comments?"
    r"|facebook|twitter|\d+ min(?:ute)?s?(?: read)?|(?:read|watch|listen)(?: now)?"
    r"|share on \w+(?: \w+){0,6}|continue reading(?:…|\.{3})?"
    r"|(?:learn|find out|read|show|load|see) more(?: here)?|trending(?: now)?|advertisement"
    r"|sponsored|up next|back to top|(?:please )?try again(?: later)?|cancel any ?time"
    r"|(?:most )?(?:read|viewed|popular|shared|recommended|trending)(?: (?:stories|articles|news))?"
    r"|more (?:stories|news)(?: to know(?: now)?)?|(?:log|sign) in(?: or register)? to comment"
    r"|no (?:credit card|commitment)(?: (?:needed|required))?|(?:©|copyright).{2,80}"
    r"|this is an? (?:premium|exclusive|subscribers?[ -]only) (?:article|story|post).{0,60}"
    r"|the post .{2,160} (?:appeared first|first appeared) on (?-i:[A-Z])[^.]{1,60}"
    r"|all rights reserved"
    r"|a (?:post|photo|video|reel)(?: post)?(?: shared)? (?:by|from) .{2,80}"
    r"|a version of this (?:story|article) .{0,40}(?:appeared|appears) in .{2,80} newsletter"
    r"|do you have (?:a |any )?(?:news |story )?tips?\b.{0,80})[\s.:!?…)\]]*",
    re.IGNORECASE,
)
# An embedded post's address, within whatever stands around it.
_POST_LINK = re.compile(
    r"\s*(?:https?://)?(?:pic\.(?:twitter|x)\.com|t\.co|(?:www\.)?instagram\.com/p|youtu\.be)/[\w-]+/?"
)


def drop_calls(text: str) -> str:
    """ "Subscribe to continue reading", "Comments are moderated", "Allow Twitter content?" """
    return without(text, _is_call)


def _is_call(line: str) -> bool:
    if len(line) > _LONGEST or SAID.search(line) or QUOTE_MARKS.search(line):
        return False
    if _ALONE.fullmatch(line):
        return True
    parts = sentences(line)
    told = [
        bool(_ALONE.fullmatch(part) or (_OPENS.match(part) and _ABOUT.search(part)))
        for part in parts
    ]
    others = sum(len(part) for part, is_call in zip(parts, told, strict=True) if not is_call)
    return any(told[:2]) and others <= _LONGEST_OTHER


def drop_post_links(text: str) -> str:
    """The addresses of pictures and posts that stand in an embedded post's text."""
    return _POST_LINK.sub("", text) if "/" in text else text
