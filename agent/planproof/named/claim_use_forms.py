"""How sentences say that a name is used, unused, in a file or written already."""

import re

from planproof.named.claim_form import Form, after, before
from planproof.named.claim_words import (
    ADV,
    BETWEEN,
    CELL,
    COUNT,
    DOES,
    DONE_IN,
    HERE,
    NAMED,
    NOT_PART,
    NOUN,
    SCOPE,
    SPOTS,
    THAT,
    USED,
    USES,
    VERBS,
    WHERE,
)
from planproof.named.flat import MARK

_USES_OF = rf"(?<![\w-]){USES}\s+(?:of|to|for)\s+(?:the\s+)?$"
_NO_USES = (
    rf"(?:no|zero|0|not a single|not one|not any|nor any)\s+(?:single\s+)?"
    rf"(?:remaining\s+|more\s+|known\s+|actual\s+|real\s+)?{USES}"
)
_LEFT = rf"(?:\s+(?:left|any ?more|at all|anywhere|today|now|either|too))*{SCOPE}{NOT_PART}"
_NOBODY = (
    r"(?:nothing|nobody|no one|no (?:more )?(?:code|module|file|component|page|class"
    r"|function|service|view|handler|script|caller))"
)
_CALLS = r"(?:calls|uses|imports|references|needs|invokes|renders)"
_GOES = (
    r"(?:\s+(?:can|may|could)\s+(?:safely\s+)?(?:go|be\s+(?:safely\s+)?(?:removed|deleted|dropped))"
    r"(?:\s+safely)?)?"
)
AFTER_OF_NAMES: tuple[Form, ...] = (
    *after(
        "unused",
        rf"{THAT}{ADV}(?:has|have|with)\s+{ADV}(?:no|zero|0)\s+(?:remaining\s+|more\s+|known\s+)?"
        rf"{USES}\b(?:\s+(?:left|any ?more|at all|anywhere|today|now))*{SCOPE}{NOT_PART}",
        rf"{THAT}(?:is|are)\s+(?:\w+\s+(?:but|and|yet)\s+)?{ADV}(?:unused|dead(?: code)?"
        rf"|unreferenced|orphaned|uncalled"
        rf"|never {USED}|{USED} (?:nowhere|by nothing|by nobody|by no one)|without {USES})\b"
        rf"(?:\s+(?:anywhere|at all|today|now))*{SCOPE}{NOT_PART}",
        rf"{THAT}(?:is|are) ?(?:{ADV}not|n't|{ADV}no longer)\s+{ADV}{USED}"
        r"(?:\s+by (?:anything|anyone|anybody|any code))?"
        rf"(?:\s+(?:anywhere|any ?more|at all|today|now))*{SCOPE}{NOT_PART}",
        rf"\s*[:;,–—-]{{1,2}}\s+(?:since\s|because\s|as\s)?{ADV}(?:nothing|nobody|no one|no code"
        rf"|no module|no file)\s+{ADV}(?:calls|uses|imports|references|needs)\s+(?:it|them)\b"
        rf"(?:\s+(?:any ?more|at all|today|now))*{SCOPE}{NOT_PART}",
        rf"{_GOES}\s*[:;,–—-]{{0,2}}\s+(?:since\s|because\s|as\s){ADV}(?:nothing|nobody|no one"
        rf"|no code"
        rf"|no module|no file)\s+{ADV}(?:calls|uses|imports|references|needs)\s+(?:it|them)\b"
        rf"(?:\s+(?:any ?more|at all|today|now))*{SCOPE}{NOT_PART}",
        rf"{_GOES}\s*[:;,–—-]{{0,2}}\s+(?:since|because|as) (?:it|they) (?:has|have) {ADV}(?:no"
        rf"|zero)\s+"
        rf"{USES}\b{SCOPE}{NOT_PART}",
        rf",?\s+(?:which|that)\s+{ADV}(?:nothing|nobody|no one|no code|no module|no file)\s+{ADV}"
        rf"(?:calls|uses|imports|references|needs)\b{SCOPE}{NOT_PART}",
        rf"{THAT}{ADV}(?:has|have|with)\s+{ADV}{_NO_USES}\b{_LEFT}",
        rf"{THAT}{ADV}(?:does|do)(?:n't|n\u2019t| not) (?:currently |now )?have "
        rf"(?:a single|any|one)\s+{USES}\b{_LEFT}",
        rf"{THAT}no longer (?:has|have) (?:any |a single )?{USES}\b{_LEFT}",
        rf"{THAT}(?:is|are)\s+{ADV}(?:an?\s+)?(?:[\w-]+\s+){{0,2}}(?:without|with no|with zero)\s+"
        rf"(?:a single\s+|any\s+)?{USES}\b{_LEFT}",
        rf"{THAT}(?:is|are)\s+{ADV}an?\s+(?:[\w-]+\s+){{0,2}}(?:that|which)\s+{_NOBODY}\s+{ADV}"
        rf"{_CALLS}\b{_LEFT}",
        rf",?\s+(?:which|that)\s+{_NOBODY}\s+{ADV}{_CALLS}\b{_LEFT}",
        rf"{THAT}(?:is|are) (?:safe|fine|free) to (?:delete|remove|drop|go)\s*[:;,—–-]{{1,2}}\s*"
        rf"(?:it has )?(?:no|zero) {USES}\b{SCOPE}{NOT_PART}",
        r"\s+(?:has|have) lost (?:its|their) last (?:caller|usage|use|user|reference|consumer)s?\b",
        rf"\s+(?:can|may|could) (?:go|be (?:removed|deleted"
        rf"|dropped))\s*[:;,—–-]{{1,2}}\s*(?:it has )?"
        rf"(?:no|zero) {USES}\b{SCOPE}{NOT_PART}",
        rf"\s*\((?:it is |it has |currently |now )?(?:unused|dead(?: code)?|(?:no|zero|0) {USES}"
        rf"|not {USED}(?: anywhere| any ?more)?|never {USED})\)",
        rf"\s*[:—–]\s*{ADV}(?:unused|dead(?: code)?|{_NO_USES})\b{_LEFT}",
        rf"{CELL}(?:unused|dead(?: code)?|(?:no|zero|0) {USES}|not {USED}(?: anywhere)?"
        rf"|never {USED})\s*\|",
    ),
    *after(
        "usages",
        rf"{THAT}{ADV}(?:has|have|counts|with)\s+{ADV}{COUNT} (?:\w+ )?{USES}\b{SCOPE}{NOT_PART}",
        rf"{THAT}(?:is|are)\s+{ADV}{USED}\s+{ADV}(?:(?:in|at|by|from|on|across|within)\s+)?{ADV}"
        rf"{COUNT}(?: (?:\w+ )?{SPOTS})\b{SCOPE}{NOT_PART}",
        rf"{THAT}{ADV}(?:occurs?|appears?|matches|shows? up|turns? up|comes? up|(?:is|are) {ADV}"
        rf"(?:found|to be found|mentioned))\s+{ADV}(?:(?:on|in|at|across|within)\s+)?{ADV}"
        rf"{COUNT}(?: (?:\w+ )?{SPOTS})\b{SCOPE}{NOT_PART}",
        rf"{THAT}(?:(?:is|are) {ADV}{USED}|occurs?"
        rf"|appears?)\s+(?P<number>twice)\b{SCOPE}{NOT_PART}",
        rf"(?:\s+|\s*(?:→|=>|->|:)\s*){ADV}(?:returns?|finds?|shows?|gives?|yields?|prints?|has"
        rf"|reports?"
        rf"|lists?|counts?|says)\s*{ADV}{COUNT}(?P<search>)(?: (?:\w+ )?{SPOTS}\b{SCOPE}{NOT_PART}"
        rf"|(?=\s*[.,;:)]))",
        rf"\s*\(\s*(?![^()]{{0,30}}\blines?\)){ADV}"
        rf"(?:{USED} (?:in|at|by|from) )?{COUNT} (?:{USES}|{SPOTS})\)",
        rf"{CELL}(?![^|]{{0,30}}\blines?\s*\|){COUNT} (?:{USES}|{SPOTS})\s*\|",
        rf"\s*[:–—]\s*{ADV}{COUNT} {USES}\b{SCOPE}{NOT_PART}",
    ),
    Form(
        "unused",
        (r"\)?\s*:\s*(?:none|0|zero|nobody|nothing)\b"),
        lead_source=_USES_OF,
    ),
    Form(
        "usages",
        (rf"\)?\s*:\s*{ADV}{COUNT}(?: (?:\w+ )?{SPOTS})?{SCOPE}(?=\s*(?:$|[.;,)]))"),
        lead_source=_USES_OF,
    ),
    Form(
        "usages",
        (
            rf"{SCOPE}\s+(?:gives|finds|returns|yields|shows|turns up|lists|prints"
            rf"|has)\s+{ADV}{COUNT} "
            rf"(?:\w+ )?{SPOTS}\b(?P<query>){NOT_PART}"
        ),
        lead_source=(
            rf"\b(?:search(?:es|ing)?|grep(?:s|ping)?|looking)\s+(?:(?:in |of "
            rf"|through )?(?P<folder>{MARK})\s+)?"
            r"for\s+(?:the\s+)?(?:\w+\s+)?$"
        ),
    ),
    Form(
        "usages",
        (rf"\s+(?:on|in|at|from) {ADV}{COUNT} (?:\w+ )?{SPOTS}\b{SCOPE}{NOT_PART}"),
        lead_source=(
            rf"(?:(?P<folder>{MARK})|\bwe|\bthe (?:code|service|app))\s+{ADV}(?:calls?|uses?"
            rf"|imports?"
            r"|mentions?|references?|names?|invokes?)\s+(?:the\s+)?$"
        ),
    ),
    *after(
        "holds",
        rf"{THAT}already {VERBS}\b[^{MARK}]{{0,50}}{NAMED}",
        rf"{THAT}(?:already|currently|today|at present) (?P<deed>{DOES})\b{BETWEEN}{NAMED}",
        rf"{THAT}still (?P<deed>calls?|uses?|imports?|reads?|references?) {BETWEEN}{NAMED}",
        rf"{THAT}(?:is|are) already (?P<deed>{DONE_IN}) (?:in|by|from|into|inside|within|at) "
        rf"(?:the\s+)?(?P<file>{MARK})",
        rf"{THAT}currently (?:exports?|defines?|declares?|has) {BETWEEN}{NAMED}",
    ),
    *after(
        "holds",
        rf"{THAT}(?:already exists?|already lives?|exists?|(?:is|are) (?:already )?(?:available"
        rf"|there)(?: already)?) in (?:the\s+)?(?:file\s+|module\s+)?(?P<file>{MARK})",
    ),
    *after(
        "holds",
        rf"{THAT}(?P<deed>calls?|imports?|exports?|re-exports?|defines?|declares?|invokes?) "
        rf"{BETWEEN}{NAMED}",
        is_plain=True,
    ),
    *after(
        "lacks",
        rf"{THAT}(?:has no(?!\s+(?:\w+\s+)?{USES}\b)|does not(?: yet)? {VERBS}"
        rf"|doesn't(?: yet)? {VERBS}|lacks)"
        rf"(?: yet)?\b[^{MARK}]{{0,30}}{NAMED}",
    ),
    *after(
        "implemented",
        rf"{THAT}(?:is|was) already (?:implemented|written|done|in place)\b(?! in\b)",
    ),
)
BEFORE_OF_NAMES: tuple[Form, ...] = (
    *before(
        "unused",
        rf"(?:nothing|nobody|no one|no (?:code|module|file|component|test|caller))\s+"
        rf"(?:in (?:the|this|our) (?:whole |entire )?{HERE}\s+)?"
        rf"{ADV}(?:calls|uses|imports|references|invokes)\s+(?:the\s+)?(?:\w+\s+)?",
        rf"(?:no (?:page|view|service|handler|script|class|function))\s+{ADV}{_CALLS}\s+(?:the\s+)?"
        r"(?:\w+\s+)?",
        rf"there (?:are|is) {ADV}(?:no|zero)\s+(?:more\s+|remaining\s+)?{USES}\s+(?:of|to|for)\s+"
        r"(?:the\s+)?(?:\w+\s+)?",
        rf"^\W*(?:no|zero)\s+{USES}\s+(?:of|to|for)\s+(?:the\s+)?",
        r"(?:unused|dead|orphaned|uncalled)\s+(?:function|helper|class|method|constant|code"
        r"|component"
        r"|module|hook|export|util|utility|wrapper|type)s?:?",
    ),
    *before(
        "usages",
        rf"{COUNT} (?:\w+ )?{USES}\s+(?:of|for|to)\s+(?:the\s+)?(?:\w+\s+)?",
        rf"{COUNT} (?:\w+ )?{SPOTS}\s+(?:that\s+|which\s+)?{ADV}(?:calls?|uses?|imports?"
        rf"|references?"
        r"|mentions?|invokes?)\s+(?:the\s+)?",
    ),
)
AFTER_COUNT = re.compile(rf"{NOUN}{SCOPE}{NOT_PART}", re.IGNORECASE)
"""What may follow a name whose uses were counted before it."""
AFTER_NEVER = re.compile(
    rf"{NOUN}{WHERE}(?:\s+(?:any ?more|anywhere|at all|today|now))*{SCOPE}{NOT_PART}",
    re.IGNORECASE,
)
