"""How sentences say that a file is there, empty or so long: patterns around a path.

Those of names are in `claim_use_forms`.
"""

import re

from planproof.named.claim_form import Form, after, before
from planproof.named.claim_words import (
    ADV,
    ALL_LINES,
    ALL_THINGS,
    CELL,
    COUNT,
    END,
    FULL,
    GITIGNORE,
    HERE,
    LINES,
    OPEN,
    PARTIAL,
    TESTS,
    THAT,
    THINGS,
)
from planproof.named.flat import MARK

_NO_PART = r"(?!\s+(?:that|which|to|worth|from|we|of|about|for|but|as|so)\b)"
_ALL_EMPTY = r"(?:\s+(?:either|too|as well|at all|of its own|at present|as of now))?"
AFTER_OF_FILES: tuple[Form, ...] = (
    *after(
        "exists",
        rf"(?:{THAT}|{OPEN}){ADV}exists?\b(?!\s+(?:in|at|on|only|for|to|because|solely|as|with)\b)",
        r"\s*[(,:;–—]\s*(?:which is |is )?already (?:there|present|in place|checked in|committed"
        r"|written)\b",
        rf"{THAT}(?:has|have) (?:already )?(?:been|existed) (?:there|around|in place|in the {HERE}"
        rf"|since)\b",
        rf"{THAT}(?:is|are)\s+(?:already|still)\s+(?:there|present|in place|available|checked in"
        rf"|written|tracked"
        rf"|committed|(?:in|part of) (?:the|this|our) {HERE}|on main)\b",
        rf"{THAT}(?:is|are)\s+(?:there|in place|present|checked in|committed|in the {HERE})\s+"
        r"(?:already|today|now)\b",
        r"\s*\((?:it |which )?(?:already )?(?:exists?|existing|present|there|in place|pre-existing)"
        r"(?:\s(?:already|today|now))?(?:,[^)]{0,40})?\)",
        r"[\s|(:,–—-]{1,5}[✅☑✔✓]\uFE0F?\s*(?:already )?(?:exists?|done|present|there|complete"
        r"|in place"
        r"|yes)?\s*(?:\||[,;.]|\)|$)",
        rf"{CELL}(?:already )?(?:exists?|present|there|in place|existing)(?: already| today)?\s*\|",
    ),
    *after(
        "absent",
        rf"{THAT}{ADV}(?:does not|doesn't|do not|don't) {ADV}exist\b(?!\s+(?:in|at|on|only)\b)",
        rf"{THAT}(?:is|are)\s+(?:not there|not present|absent|missing)\b{END}",
        r"[\s|(:,–—-]{1,5}[❌✗]\s*(?:missing|does not exist|not there|absent)\b",
        r"\s*\((?:it )?(?:does not exist|doesn't exist|missing|not there|absent)(?: yet| today)?\)",
    ),
    *after("absent", rf"{CELL}(?:missing|absent|not there|does not exist)(?: yet)?\s*\|"),
    *after(
        "empty",
        rf"{THAT}(?:is|are)\s+{ADV}(?:an\s+|a\s+)?(?:completely\s+|entirely\s+|totally\s+)?"
        rf"(?:empty|blank|zero[- ]bytes?|0 bytes)\b{FULL}",
        rf"{THAT}{ADV}(?:has|have|contains?|holds?)\s+{ADV}"
        rf"(?:nothing(?: in it| inside| yet)?{_NO_PART}|no files|no code|no content|no contents"
        rf"|no text"
        rf"|no lines|(?:0|zero) (?:lines|bytes))\b{_ALL_EMPTY}{FULL}{END}",
        rf"\s*[(,:–—-]{{1,2}}\s*(?:currently |still |now |today )(?:an? )?empty\b{_ALL_EMPTY}{END}",
        rf"\s*[,:–—-]{{1,2}}\s*empty (?:today|now|so far|at present)\b{END}",
        r"\s*\((?:currently |still |now |today )?(?:empty|blank)(?: file| module| folder)?"
        r"(?: today| now| so far)?\)",
        rf"{CELL}(?:empty|blank)(?: file| today)?\s*\|",
    ),
    *after("empty", r"\s*[:—–]\s*empty\s*(?:$|[.;,])", is_remark=True),
    *after(
        "lines",
        rf"(?:{THAT}|\s*\(\s*){ADV}(?:has|have|holds?|contains?|spans?|counts?|comprises?|is|are"
        r"|runs to|comes to|measures|(?:is|stands|sits)(?: now| already)? at|weighs in at|grew to"
        rf"|has grown to|consists of|has a length of)\s+{ADV}{COUNT}{LINES}{ALL_LINES}",
        rf"\s*[(,:–—]\s*{ADV}{COUNT}{LINES}\s*(?:today|now|at present|so far|at the moment)\b",
        rf"\s*[(,:–—]\s*(?:currently|now|today|already)\s+{COUNT}{LINES}{ALL_LINES}",
    ),
    *after(
        "lines",
        rf",\s+(?:which is |it is )?an? (?:[\w-]+ ){{0,2}}(?:file|module|script|class|component"
        rf"|page|document|test|suite|package) (?:of|with|that has|at) {COUNT}{LINES}{ALL_LINES}",
        rf"\s*,\s+{COUNT}{LINES}(?=,)",
        rf"{THAT}{ADV}(?:has|have) (?:a total of|an? (?:overall )?length of|in total) {COUNT}"
        rf"{LINES}{ALL_LINES}",
        rf"{THAT}(?:is|are) {ADV}an? {COUNT}[- ]lines?\b(?! (?:chang|diff|patch|function|method"
        rf"|class))",
        rf"{THAT}(?:is|are) {ADV}(?:\w+\s+){{0,2}}\w+\s*\(\s*{COUNT}{LINES}(?=\s*[),;])",
    ),
    *after(
        "lines",
        rf"\s*\(\s*(?:with |at )?{COUNT}{LINES}(?=\s*[),;])",
        rf"\s*[:–—]\s*{COUNT}{LINES}(?=\s*(?:$|[.;,)]))",
        rf"{CELL}{COUNT}{LINES}\s*\|",
        rf"\s+(?=[~≈]){COUNT}{LINES}{ALL_LINES}",
        rf"\s*[:—–-]\s+[^{MARK}.;:()]{{3,60}}\({COUNT}{LINES}(?=\s*[),;])",
        is_remark=True,
    ),
    *after(
        "tests",
        rf"(?:{THAT}|\s*\(\s*){ADV}(?:has|have|holds?|contains?|includes?|counts?|defines?"
        r"|comes with|comprises?|consists of|lists?|carries|keeps|is a suite of)\s+"
        rf"{ADV}{COUNT} {TESTS}\b{PARTIAL}",
        rf"'s\s+{COUNT} {TESTS}\b{PARTIAL}",
        rf"{THAT}{ADV}(?:has|have|holds?|contains?)\s+{ADV}(?P<number>no"
        rf"|zero)\s+{TESTS}\b{PARTIAL}",
        rf"\s*[(,:–—]\s*{ADV}{COUNT} {TESTS}\s*(?:today|now|at present|so far|at the moment)\b",
        rf"\s*[(,:–—]\s*(?:currently|now|today|already)\s+{COUNT} {TESTS}\b{PARTIAL}",
    ),
    *after(
        "tests",
        rf"{THAT}{ADV}(?:covers?|tests|exercises|checks|guards|pins)\b[^{MARK}.;:,]{{0,40}}\swith\s+"
        rf"{ADV}{COUNT} {TESTS}\b{PARTIAL}",
        rf"{THAT}{ADV}(?:comes|runs|amounts) to {ADV}{COUNT} {TESTS}\b{PARTIAL}",
    ),
    *after(
        "tests",
        rf"\s*\(\s*(?:with )?{COUNT} {TESTS}(?=\s*[),;])",
        rf"\s*[:–—]\s*{COUNT} {TESTS}(?=\s*(?:$|[.;,)]))",
        rf"{CELL}{COUNT} {TESTS}\s*\|",
        is_remark=True,
    ),
    *after(
        "files",
        rf"(?:{THAT}|\s*\(\s*){ADV}(?:has|have|holds?|contains?|counts?|comprises?|includes?|lists?"
        r"|consists of|is home to|stands at|ships|carries|keeps|gathers|houses|stores?)\s+"
        rf"{ADV}{COUNT} {THINGS}{ALL_THINGS}",
        rf"\s*[(,:–—]\s*{ADV}{COUNT} {THINGS}\s*(?:today|now|at present|so far|at the moment)\b",
    ),
    *after(
        "files",
        rf",?\s+with (?P<own>its|all|all its|the) {COUNT} {THINGS}{ALL_THINGS}",
        rf",?\s+with (?P<own>its|all|all its|the) {COUNT} {THINGS}"
        r"(?=\s+(?:is|are|stays?|remains?)\b)",
        rf"{THAT}{ADV}(?:match(?:es)?|expands? to|catches|selects?|finds?|gives?|yields?) {ADV}"
        rf"{COUNT} {THINGS}{ALL_THINGS}",
        rf"'s\s+{COUNT} {THINGS}{ALL_THINGS}",
    ),
    *after(
        "files",
        rf"\s*\(\s*(?:with )?{COUNT} {THINGS}(?=\s*[),;])",
        rf"\s*[:–—]\s*{COUNT} {THINGS}(?=\s*(?:$|[.;,)]))",
        rf"{CELL}{COUNT} {THINGS}\s*\|",
        is_remark=True,
    ),
    *after(
        "ignored",
        rf"{THAT}(?:is|are)\s+{ADV}(?:git-?ignored|ignored by git|ignored in git)\b",
        rf"{THAT}(?:is|are|stands?)\s+{ADV}(?:(?:listed|named|covered|excluded|matched|ignored|caught"
        rf"|kept out|left out)\s+)?(?:in|by|from git by|through|via)\s+{GITIGNORE}{END}",
        rf",?\s+(?:which|that)\s+(?:git|{GITIGNORE})\s+(?:already\s+|currently\s+)?(?:ignores"
        rf"|excludes|lists|covers|leaves out|skips)\b{END}",
        r"\s*\((?:already |currently |it is )?(?:git-?ignored|ignored by git)\)",
        rf"\s*\((?:already |currently |it is |is )?(?:listed |ignored |covered )?(?:in|by) "
        rf"{GITIGNORE}(?: already)?\)",
    ),
)
TICKED = re.compile(
    r"\s*(?:$|[.,;:(—–|]|(?:is|was|has been|are|were)?\s*(?:in place|there|present|written|created"
    r"|added"
    r"|done|committed|merged|checked in|set up|ready|up to date|complete)\b)",
    re.IGNORECASE,
)
"""What follows a file in an item that is ticked off, where the item is about that file."""
TICKED_BEFORE = re.compile(
    r"\W*(?:(?:the|an?|our)\s+)?(?:(?!remov|delet|drop|renam|mov|replac|no\b|not\b|without|plan"
    r"|review"
    r"|discuss|agree|decid|read|from|check|verif|design)[\w-]+\s+){0,2}(?:\(|:)?\s*",
    re.IGNORECASE,
)
_A = r"(?:an?\s+|the\s+|one\s+)?"
BEFORE_OF_FILES: tuple[Form, ...] = (
    *before(
        "exists",
        rf"there(?: is|'s|’s| are)\s+(?:already|still|also already)\s+{_A}(?:[\w-]+\s+){{0,2}}",
        r"there(?: is|'s|’s| are)\s+(?:already|still)\s+(?:an?\s+|one\s+)(?:[\w-]+\s+){1,4}"
        r"(?:at|in|under|called|named|:|\()",
        rf"(?:we|(?:the|this|our) (?:{HERE}|team|service|app|application))\s+(?:already"
        rf"|currently)\s+"
        rf"(?:have|has|contains?|ships?|keeps?|holds?|includes?|carries|comes with)\s+{_A}"
        r"(?:[\w-]+\s+){0,2}",
        rf"(?:we|(?:the|this|our) {HERE})\s+(?:already|currently)\s+(?:have|has|keeps?|holds?)\s+"
        r"(?:an?\s+|the\s+)(?:[\w-]+\s+){1,4}(?:at|in|under|called|named|\()",
        r"(?:an?|the|our)\s+[\w-]+(?:\s+[\w-]+){0,3}\s+already\s+(?:exists|lives|is kept|stands)\s+"
        r"(?:at|in|under)",
        r"(?:(?:an?|the|our|its|an already|the already"
        r"|already)\s+)(?P<existing>existing)\s+(?:(?:file|module"
        r"|script"
        r"|document|page|helper|template|runbook|guide|test|suite|class|component"
        r"|config\w*)\s+){0,2}",
        r"already\s+(?:documented|described|covered|explained|written (?:up|down)|kept|recorded)\s+"
        r"(?:in|at|under)",
    ),
    *before("exists", r"there(?: is|'s|’s)\s+(?:an?|the)(?:\s+[\w-]+){0,2}(?P<already>)"),
    *before(
        "absent",
        r"there(?: is|'s|’s)\s+(?:currently\s+|as yet\s+|still\s+)?no",
        rf"(?:the|this|our) {HERE}\s+(?:currently\s+)?(?:has|contains)\s+no",
    ),
    *before(
        "empty",
        r"(?:the\s+)?(?:currently|still|(?<=the\s)) ?empty(?: file| module| folder| stub)?",
        r"there is (?:still |currently )?nothing in",
        r"^\W*nothing (?:is|stands|lives) (?:yet |so far )?in",
    ),
    *before(
        "lines",
        rf"(?:the|our|its|this|whole|currently)\s+{COUNT}[- ]lines?(?:[- ](?:long|of))?"
        r"(?: file| module| script| component| class)?",
        rf"all (?:of the |the )?{COUNT} lines (?:of|in) (?:the )?",
        rf"there are {ADV}{COUNT} lines (?:of code )?in (?:the )?(?:file )?",
        rf"(?:with|at) (?:its (?:current )?|now |currently ){COUNT} lines(?: of code)?,?",
    ),
    *before("lines", rf"{COUNT}[- ]line(?: file| module| script)?", is_remark=True),
    *before(
        "tests",
        rf"(?:there (?:are|is)|we (?:already )?have|the|all|all of the|these|our|its"
        rf"|^)\s*(?:of the\s+)?{ADV}{COUNT} "
        rf"{TESTS}\s+(?:(?:that|which)\s+)?(?:(?:are|live|sit|exist|is|lives)\s+)?{ADV}"
        r"(?:in|under|inside|below|within|of|from|at)\s+(?:the\s+)?(?:file\s+|folder\s+"
        r"|directory\s+)?",
        rf"(?:there (?:are|is)|the|all|these)\s+{ADV}{COUNT} {TESTS}\s+\(",
    ),
    *before(
        "tests",
        rf"{COUNT} {TESTS}\s+(?:(?:that|which)\s+)?(?:(?:are|live|sit|exist|is|lives)\s+)?{ADV}"
        r"(?:in|under|inside|below|within|of|from|at)\s+(?:the\s+)?(?:file\s+|folder\s+"
        r"|directory\s+)?",
        is_remark=True,
    ),
    *before(
        "files",
        rf"(?:there (?:are|is)|we (?:already )?have|(?:all )?(?:of )?the|all|these|those|our"
        rf"|^)\s*{ADV}{COUNT} {THINGS}\s+"
        rf"(?:(?:that|which)\s+)?(?:(?:are|live|lie|sit|exist|reside|is|lives|stand)\s+)?{ADV}"
        r"(?:in|under|inside|below|within|of)\s+(?:the\s+)?(?:folder\s+|directory\s+)?",
        rf"{COUNT} {THINGS}\s+(?:(?:that|which)\s+)?(?:are|live|lie|sit|exist|reside|is|lives"
        rf"|stand)\s+"
        rf"{ADV}(?:in|under|inside|below|within)\s+(?:the\s+)?(?:folder\s+|directory\s+)?",
    ),
    *before(
        "files",
        rf"(?:the|this|our) (?:{HERE}|app|application|service|database|schema|package|library|site"
        rf"|suite|folder)\s+{ADV}(?:has|contains|holds|ships|keeps|knows)\s+{ADV}{COUNT} {THINGS}"
        r"\s+(?:in|under|below|inside)\s+(?:the\s+)?(?:folder\s+|directory\s+)?",
        rf"{COUNT} {THINGS}\s+{ADV}(?:match(?:es)?|fit|fall under)\s+(?:the\s+)?"
        r"(?:(?:pattern|glob)\s+)?",
        rf"{COUNT} {THINGS}(?:\s+(?:so far|today|now|currently|already|at present|by now))?\s*"
        r"[(:—–]\s*(?:in |see |under |below )?(?P<glob>)",
    ),
    *before(
        "ignored",
        r"git\s+(?:already\s+|currently\s+)?(?:ignores|leaves out|skips)\s+(?:the\s+)?(?:\w+\s+)?",
        rf"{GITIGNORE}\s+(?:already\s+|currently\s+|also\s+)?(?:ignores|lists|excludes|covers"
        r"|contains|has|leaves out|names|keeps out)\s+(?:the\s+)?(?:(?:folder|file|line)\s+)?",
        rf"already (?:listed |named |ignored )?(?:in|by) {GITIGNORE}\s*[:—–]",
        r"(?:the|a|our)\s+git-?ignored(?:\s+(?:file|folder|directory))?",
    ),
)
AFTER_ABSENT = re.compile(
    r"(?!\s+(?:in|for|with|to|of|from|on|at|that|which|entry|file)\b)", re.IGNORECASE
)
"""What may follow a file of which there is none: none at all."""
ALREADY = re.compile(r"\s+(?:already|today|now|in the repo(?:sitory)?)\b", re.IGNORECASE)
AFTER_PLACE = re.compile(
    r"(?:\s+(?:folder|directory|file))?(?!\s+(?:that|which|change|need|must|will|should|get|use"
    r"|have"
    r"|import|call|mention|with|to|would|could|may|fail|are\s+(?:changed|affected|touched|modified"
    r"|updated|edited|new|added|moved|deleted|removed|missing)|for|matching|whose|or|and\s+¤)\b)"
    r"(?!\s*(?:\band\b|,|\bor\b)\s+¤)".replace("¤", MARK),
    re.IGNORECASE,
)
"""What may follow a folder or file whose things were counted before it: all, in it alone."""
