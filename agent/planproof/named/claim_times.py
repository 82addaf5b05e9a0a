"""Whether a sentence of a plan is about the present: not about a wish, a check or the end."""

import re
from collections.abc import Collection

from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.claim_elements import Ends, tells_end
from planproof.named.claim_text import Statement
from planproof.named.flat import Run
from planproof.named.wording import last_of

_CHECKED = (
    r"if|whether|verif\w+|confirm\w*|check(?:s|ed|ing)?|assert\w*|make sure|ensur\w*|expect\w*"
    r"|unless"
    r"|must|should|target|goal|aim|result|outcome|afterwards?|finally|in the end|once|when|until"
    r"|after"
    r"|accept\w*|criteri\w+|done|assum\w+|suppose\w*|given|imagine|for example|e\.g|instead of"
    r"|scenario|(?:edge|error) cases?|in case|by then|by that time|at that point|from then on"
    r"|thanks to|success|deliverables?|must[-_ ]haves?"
)
_DOUBT = re.compile(
    rf"\b(?:{_CHECKED}|will|would|may|might|could|so that|then|keep\w*|fails?|reduc\w+|split\w*"
    r"|shrink\w*|becomes?|need to|only|no longer|stays?|probably|presumably|apparently|seems?"
    r"|appears?"
    r"|likely|maybe|perhaps|possibly|supposedly|allegedly|hopefully|guess|think|believe|upstream"
    r"|fork"
    r"|used to|previously|formerly|originally|was|were|had|let)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:neither|nor|not|never|cannot|nowhere)\b|n['\u2019]t\b|\b(?:no|without)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_SURE_DOUBT = re.compile(rf"\b(?:{_CHECKED})\b", re.IGNORECASE)
_LAST = re.compile(r"^.*(?::\s+|\s[—–]\s+|,\s+(?:because|since|although|though)\s+)")
_SO = re.compile(r",\s+(?:as|so|and|but|while|whereas)\s+")
_AFTER = re.compile(
    r"\W{0,3}\s*(?:(?:is|are|gets?|to be)\s+(?:written|created|added|new|introduced|rewritten)\b"
    r"|after\b|once\b|when\b|if\b|until\b|unless\b|by then\b|left\b|at the end\b"
    r"|or (?:less|more|fewer)\b|then\b|afterwards\b|in the end\b|as soon as\b|provided\b"
    r"|when done\b"
    r"|at most\b|max\b|maximum\b|i (?:think|guess|believe)\b|presumably\b|probably\b|i assume\b"
    r"|\(?(?:unverified|to be (?:checked|verified|confirmed)|tbc|tbd|not checked)\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[^.?!]{0,200}\?")
_WORK = re.compile(
    r"\b(?:modif\w+|updat\w+|chang\w+|edit\w*|extend\w*|refactor\w*|add\w*|adjust\w*|rewrit\w+"
    r"|implement\w*|touch\w*|patch\w*|wire\w*|creat\w+|new|writ\w+|trim\w*|cut\w*|delet\w+|remov\w+"
    r"|generat\w+|scaffold\w*|introduc\w+|budget|estimat\w+|diff|limit|target|planned|~)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"verif|accept|criteri|\bexpect|\bdone\b|\bresult|\boutcome|deliverab|success|after\b"
    r"|\btests?\b|\bgoals?\b|\btargets?\b|non-goals|\bfuture\b|\bchecklist\b|\bchecks?\b|exit"
    r"|must[-_ ]?haves?|\btruths\b|\bartifacts\b|\bdod\b|\bacs?\b",
    re.IGNORECASE,
)
"""In a label or heading: what follows holds when the work is done."""
_LATER_SENTENCE = re.compile(
    r"\b(?:verif\w+|accept\w+|criteri\w+|expect\w*|assert\w*|ensure\w*|must|should|will|afterwards?"
    r"|after|once|when|until|if|check(?:s|ed)?|tests? (?:that|for|cases?|which)|cover\w*"
    r"|cases|confirm\w*|make sure)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|current(?:ly)?|existing|present|now|as is|as-is|status quo|already|so far"
    r"|before)\b",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:probably|presumably|apparently|seems?|likely|maybe|perhaps|possibly|should|will|would"
    r"|might)"
    r"\b",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"\b(?:to|in|into|inside|from|at|of|on|for|with|by|beside|behind|next to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_MOVES = re.compile(r"\b(?:renam|mov|cop(?:y|ies)|extract|split)\w*\b", re.IGNORECASE)
_CHANGED = (
    r"(?:adjust|adapt|updat|chang|edit|fix|renam|mov|rewrit|refactor|port|convert|migrat|extend"
    r"|modif|touch|replac|remov|delet|drop|split|merg|clean|correct|repair|mend|improv|expand"
    r"|extract|simplif|tighten|relax|disabl|enabl|skip|mark|seed|fill|populat|load|writ|add|creat"
    r"|introduc|rework|tweak|patch|amend|revis|switch|parametri|duplicat|cop(?:y|i)|regenerat"
    r"|generat|need|requir|sync|align|format|keep|run|review|reus|affect|insert|append|import)\w*"
)
_OBJECT = re.compile(rf"\b{_CHANGED}\s+(?:also\s+|all\s+|only\s+|both\s+)?$", re.IGNORECASE)
_WORKED_ON = re.compile(rf"\b{_CHANGED}\b", re.IGNORECASE)
_FILES = re.compile(r"\W*(?:files?|scope|changes?)\b[^.]{0,30}$", re.IGNORECASE)
_NOT_STATE = frozenset({"verification", "tests", "rollback", "commit"})
_LABEL_WORDS = 6


class Times:
    """The parts of a plan that say what holds when it is done."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._nodes = {(node.path, node.line_start) for node in plan.nodes.values()}
        self.titles = {node.title for node in plan.nodes.values() if node.title}
        self._ends = {document.path: Ends(document) for document in plan.work_documents()}

    def is_later(self, document: Document, said: Statement) -> bool:
        """True where a statement is a check, a criterion, a test or an open box of a list."""
        run = said.run
        number = run.starts[0][1]
        if tells_end(said) or self.tells_end(document, number):
            return True
        if run.lead:
            if _leads_later(run.lead):
                return True
        elif (
            _LATER.search(run.heading)
            and not _TODAY.search(run.heading)
            and not any(title in run.heading for title in self.titles)
        ):
            return True
        if _is_open_box(document.lines[number - 1], said):
            return True
        return any(
            section.role in _NOT_STATE and (document.path, section.line_start) not in self._nodes
            for section in document.sections
            if section.line_start <= number <= section.line_end
        )

    def tells_end(self, document: Document, line: int) -> bool:
        """True for a line in an element or below an item that says what holds in the end."""
        return self._ends[document.path].covers(line)


def _leads_later(lead: str) -> bool:
    words = lead.rstrip(" *:\uff1a").split()
    if _TODAY.search(lead) and not re.search(r"expect|accept|verif", lead, re.IGNORECASE):
        return False
    if len(words) <= _LABEL_WORDS:
        return _LATER.search(lead) is not None
    last = re.split(r"[,;\u2014]\s", lead)[-1]
    return _LATER_SENTENCE.search(last if len(last.split()) > 2 else lead) is not None


def _is_open_box(line: str, said: Statement) -> bool:
    """True for "- [ ] `a.py` exists", which is to be ticked when it holds."""
    is_box = re.match(r"\s*(?:[-*+]|\d{1,4}[.)])\s+\[ \]\s", line[:80]) is not None
    return is_box and bool(said.spans) and said.spans[0].at <= len("There are no calls of ")


def is_doubted(before: str, after: str, end: int, *, is_remark: bool) -> bool:
    """True where the words around a claim make it a wish, a condition, a check or a guess.

    Args:
        before: The sentence up to the claim.
        after: What follows the subject.
        end: Where the claim ends in it.
        is_remark: The claim has no verb of its own.
    """
    if _AFTER.match(after, end) or _ASKED.match(after, end) or _GUESS.search(after[:end]):
        return True
    if is_remark:
        return bool(_DOUBT.search(before) or last_of(before) or _DENIED.search(before))
    # "Keep the modules small: `a.py` has 49 lines": what stands before the colon is another matter,
    # save where it says that something is to be checked.
    own = _LAST.sub("", before)
    former = before[: len(before) - len(own)]
    if _SURE_DOUBT.search(former) or len(former.split()) == 1:
        return bool(_SURE_DOUBT.search(former) or _DOUBT.search(before) or _makes(before))
    last = _SO.split(own)[-1]
    if _SURE_DOUBT.search(own) or _GUESS.search(own) or _makes(own):
        return True
    return bool(_DOUBT.search(last) or _DENIED.search(last))


def _makes(own: str) -> bool:
    """True where the words before a subject say that it is made, not what it gets."""
    return bool(last_of(own)) and (_INTO.search(own) is None or _MOVES.search(own) is not None)


def is_worked_on(before: str, *, anywhere: bool) -> bool:
    """True where a verb of change has what follows for its object: those meant, not all.

    Args:
        before: The sentence up to the count.
        anywhere: The verb may stand anywhere in it, not just before the count.
    """
    return (_WORKED_ON if anywhere else _OBJECT).search(before) is not None


def is_today(run: Run, plan_titles: Collection[str]) -> bool:
    """True below a heading or lead-in that is about the present: "What is there today"."""
    if run.lead:
        return _TODAY.search(run.lead) is not None
    own = any(title in run.heading for title in plan_titles)
    return not own and _TODAY.search(run.heading) is not None


def is_estimate(plan_titles: Collection[str], said: Statement, before: str) -> bool:
    """True where a size beside a file may be that of the change, or of what is to be written."""
    lead, heading = said.run.lead, said.run.heading
    if _TODAY.search(before) or is_today(said.run, plan_titles):
        return False
    if any(_TODAY.search(head) for head in said.run.columns):
        return False
    if any(title in heading for title in plan_titles):
        heading = ""
    listed = not before.strip() and (_FILES.match(lead) or (not lead and _FILES.match(heading)))
    return bool(listed) or _WORK.search(f"{before} {lead} {heading}") is not None
