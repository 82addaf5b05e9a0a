"""The author's thinking aloud is left in the plan.

## What it does

Looks for sentences that begin like thinking aloud: "Wait, ...", "Hmm", "Oh, I forgot", "On second
thought", "Let me reconsider", "No, that's wrong", "Due to length, I'll ...", in several languages.
Code, quoted words and dialogues do not count. It is major where a task says one thing and the
thought takes it back.

## Why is this bad?

The reader gets the instruction and the doubt about it, but not the result. One implementer follows
the first half of the sentence, the next one the second.

## Example

    4. Add a second index. Wait, actually the first might be enough, so skip it?

## Use instead

    4. Do not add a second index: the index on `(berth_id, stay)` serves both queries.
"""

import re
from collections.abc import Iterator

from planproof.checks._prose import Owners, Words, around, said
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding, Severity

RULE = Rule(
    id="leftover-deliberation",
    category="content",
    severity="major",
    summary="Thinking aloud is left in the plan",
    goal="No thinking aloud is left",
    confidence="medium",
)
_NEEDLES = (
    "wait", "actually,", "hmm", "second thought", "let me ", "that's ", "that’s ", "that is ",
    "scratch that", "strike that", "oops", "hold on", "never mind", "nevermind", "i was wrong",
    "i made a ", "due to ", "brevity", "thinking about it", "create a more", "espera,", "pens",
    "moment mal", "warte,", "attends,",
    "oh,", "oh!", "oh ", "ah,", "ah!", "argh", "ugh", "whoops", "i forgot", "i missed",
    "overlooked", "i misread", "misunderstood", "take that back", "take it back", "i just",
    "my bad", "my mistake", "come to think", "now that i think", "on reflection", "let's ",
    "let’s ",
    "the above", "ignore the", "disregard the", "forget the", "scrap that", "i said", "i wrote",
    "hoppla", "oups", "あっ、", "しまった", "哎呀", "아차",
    "いや、", "待てよ", "不对", "等一下", "잠깐,", "아니,",
)  # fmt: skip
_START = (
    r"(?:^[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?[*_(]{0,3}"
    r"|[.!?;:。！？]\s*[*_(]{0,3}|(?:--|—|–)\s*)"
)
_ALOUD = re.compile(
    _START + r"(?P<words>(?i:"
    r"wait(?:,|!|\.\.\.|…|\s*(?:--|—|–)\s*)(?:\s*(?:no|actually|that|this|i|we|the|it|there|if"
    r"|what)\b|(?=\s*$))"
    r"|h+m{2,}\b"
    r"|on second thoughts?\b"
    r"|let me (?:re-?consider|re-?think|re-?check|re-?do|double[- ]check|think|check|correct"
    r"|fix (?:this|that|it)|revise)\b"
    r"|(?:no, )?that(?:['’]s| is) (?:wrong|not right|incorrect)\b"
    r"|(?:scratch|strike) that\b|oops\b|hold on,|never ?mind[,.]"
    r"|scrap that\b|(?:and |but |ok(?:ay)?,? |so )wait,|(?:oh|ah)(?:,|!|…|\.\.\.| wait\b| no\b"
    r"| right\b)"
    r"\s*(?!yes\b)\w|(?:argh|ugh|whoops|hoppla|oups)\b[,!. …]|(?:that was )?my (?:bad|mistake)\b"
    r"|i(?: just| only)? (?:forgot|missed|overlooked)(?: to (?:mention|add|say|include|list"
    r"|consider"
    r"|account)| that\b| about\b| (?:the|a|an|one|this) (?:\w+ )?(?:case|step|point|dependency"
    r"|part)\b)"
    r"|i(?: think i)? (?:misread|misunderstood|take (?:that|it) back|was mistaken|got (?:this"
    r"|that|it)"
    r" wrong)\b|i(?:['’]ve)? just (?:reali[sz]ed|noticed|remembered)\b"
    r"|(?:now that i|come to) think (?:of|about) it\b|on reflection,"
    r"|let['’]s (?:re-?consider|re-?think|think (?:again|about this)|take a step back|back up"
    r"|start over"
    r"|try (?:this|that) again)\b"
    r"|(?:please )?(?:ignore|disregard|forget) (?:the above|what i (?:said|wrote)"
    r"|(?:the|that) (?:last|previous) (?:step|point|paragraph|sentence|section))\b"
    r"|i (?:was wrong|made a mistake)\b|thinking about it (?:more|again)\b"
    r"|due to (?:the )?length\b[^.\n]{0,60}\bi(?:['’]ll| will)\b|for brevity,? i(?:['’]ll| will)\b"
    r"|i(?:['’]ll| will) create a more\b"
    r"|pensándolo bien|pensando bem|moment mal,|(?:espera|warte|attends),(?=\s)"
    r")|Actually,\s+(?=\w)|あっ、|しまった|哎呀|아차"
    r"|いや、|待てよ|不对[，,]|等一下[，,]|잠깐,|아니,)"
)
_REVERSES = re.compile(
    r"\b(?:instead|skip|not|don['’]t|shouldn['’]t|no longer|no need|remove|drop|rather|change"
    r"|should|already|use|wrong"
    r"|forgot|above|back|more concise|remaining|en vez|em vez|statt|nicht|plutôt)\b|ない|不|말고",
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(r"due to|for brevity|create a more", re.IGNORECASE)
_DIALOGUE = re.compile(
    r"^[\s>]*(?:[-*]\s+)?\**(?:user|human|assistant|agent|claude|ai|bot|customer|you|me|q|a|speaker"
    r"|model|reviewer|controller"
    r"|bad|wrong|example|e\.g\.)\**\s*:",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"red flags|rationali[sz]|anti-?patterns|dialog|conversation|transcript", re.IGNORECASE
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per place: each is a decision of its own."""
    plan = context.plan
    owners = Owners(plan)
    for document in plan.work_documents():
        for line in Words(document).lines_with(_NEEDLES):
            text = said(document.prose[line - 1])
            match = _ALOUD.search(text)
            if match is None or _DIALOGUE.match(text) or _is_example(document, line):
                continue
            yield _finding(owners, document, line, match)


def _is_example(document: Document, line: int) -> bool:
    """True in a block quote, in a table, and below a heading that announces examples."""
    if document.lines[line - 1].lstrip().startswith(("|", ">")):
        return True
    above = [h.text for h in document.blocks.headings if h.line_start <= line]
    return bool(above) and bool(_EXAMPLES.search(above[-1]))


def _finding(owners: Owners, document: Document, line: int, match: re.Match[str]) -> Finding:
    _, name, task = owners.place(document, line)
    text = around(document.lines[line - 1], match.start("words"), match.end("words") + 40, 80)
    after = match.string[match.end("words") : match.end("words") + 200]
    title = f"Thinking aloud is left in {name}: “{text}”"
    detail = "A reader cannot tell what was decided."
    recommendation = "Write down the decision and delete the thought."
    severity: Severity = "minor"
    if _CUT_SHORT.match(match["words"]):
        title = f"The author says that the plan is cut short here: “{text}”"
        detail = "What follows is known to be incomplete, and nothing says what was left out."
        recommendation = "Write out what was left out, and delete the remark."
        severity = "major"
    elif task is not None and task.done is not True and _REVERSES.search(after):
        detail = "It takes back what the task says, without saying what counts."
        severity = "major"
    return RULE.finding(
        owners.plan,
        line_at(document, line),
        title=title,
        detail=detail,
        recommendation=recommendation,
        severity=severity,
        task=task,
    )
