"""A step or decision is hedged.

## What it does

Looks in tasks, steps and decisions for words that take back what is said: "probably", "hopefully",
"I think", "maybe we", "might need to", "not sure", in several languages, and for steps that begin
with "if possible" or "ideally". Risks, open questions, alternatives, assumptions, notes, quoted
text, code and questions are left alone.

## Why is this bad?

The implementer cannot tell whether the step is to be done, and nobody finds out before.

## Example

    3. We might need to rebuild the index; it should probably work without downtime.

## Use instead

    3. Rebuild the index with `REINDEX CONCURRENTLY`; the table stays readable.
"""

import re
from collections.abc import Iterator

from planproof.checks._prose import MAX_LINE, Owners, Words, around, said
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="hedge",
    category="content",
    severity="minor",
    summary="A step or decision is hedged",
    goal="Every step says what is done, not what might be",
    confidence="medium",
)
_NEEDLES = (
    "probabl", "hopefully", "presumably", "perhaps", "maybe", "i think", "i believe", "i guess",
    "if possible", "if at all possible", "where possible", "if feasible", "when possible",
    "ideally,", "time permitting", "if time ", "if there is time", "possibly ", "wenn möglich",
    "falls möglich", "si es posible", "se possível", "si possible",
    "できれば", "可能であれば", "如果可能", "가능하면",
    "we think", "we guess", "should work", "just work", "should be fine", "should be enough",
    "should be ok", "might need to", "might have to", "might want to", "not sure", "unsure",
    "provavelmente", "talvez", "quizá", "tal vez", "creo que", "acho que", "debería funcionar",
    "wahrscheinlich", "vielleicht", "vermutlich", "hoffentlich", "ich glaube", "ich denke",
    "sollte funktionieren", "müsste funktionieren", "peut-être", "je pense que", "je crois que",
    "devrait fonctionner", "devrait suffire",
    "たぶん", "多分", "おそらく", "かもしれ", "と思",
    "也许", "或许", "可能需要", "应该可以", "应该能",
    "아마", "것 같",
)  # fmt: skip
_FIRST = r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?[*_]{0,3}"
"""Where a step begins; further in, the same words qualify something."""
_HEDGE = re.compile(
    r"\b(?:(?i:probably|hopefully|presumably|perhaps(?! because))"
    r"|maybe|Maybe(?=,? (?:we|it|the|also|use|add))"
    r"|(?<![\w,] )(?<![\w,])Maybe(?= [a-z])(?! (?:type|monad|value)s?\b)"
    rf"|(?:{_FIRST})(?i:if (?:at all )?(?:possible|feasible)|(?:when|where)(?:ver)? possible"
    rf"|ideally"
    r"|time permitting|if (?:there is |we have )?(?:enough )?time(?: permits| allows)?|possibly"
    r"|(?:wenn|falls) möglich|si es posible|se possível|si possible)(?=,? (?:[a-z`]|$))"
    r"|(?i:(?:I|we) (?:think|guess|believe)(?= (?:we|it|this|that|the)\b)"
    r"|(?:this|that|it) should (?:just )?work\b|should (?:just|probably|hopefully) work"
    r"|should be (?:fine|enough for now|ok(?:ay)?)\b|might (?:also )?(?:need|have|want) to"
    r"|(?:I am|I'm|I’m|we are|we're|we’re|still) (?:not (?:entirely |yet )?sure|unsure)"
    r"|^\W*not sure (?:if|whether|how|about)"
    r"|provavelmente|probablemente|probablement|talvez|quizás?|tal vez|creo que|acho que"
    r"|debería funcionar|wahrscheinlich|vielleicht|vermutlich|hoffentlich|ich (?:glaube|denke),"
    r"|(?:sollte|müsste) funktionieren|peut-être|je (?:pense|crois) que"
    r"|devrait (?:fonctionner|suffire)))(?!\w)"
    r"|たぶん|多分|おそらく|かもしれ(?:ない|ません)|と思(?:う|います)(?=[。、）)\s]|$)"
    rf"|(?:{_FIRST})(?:できれば|可能であれば|如果可能|가능하면)"
    r"|也许|或许|可能需要|应该可以|应该能|아마도?(?=\s)|것 같(?:다|습니다|아요)"
)
_SOMEBODY = re.compile(
    r"\b(?:users?|customers?|people|they|operators?|readers?|clients?|guests?|who|if|when|unless|"
    r"whether|wenn|falls|si|se|usuarios?|usuários?|nutzer)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
"""Before the words they show that the doubt is another's, or a condition that the step handles."""
_ASIDE = re.compile(
    r"^[\s>|*\-+#\d.)\[\]x]*(?:notes?|risks?|assum\w+|alternativ\w+|questions?|q|caveat|warning|"
    r"tips?|hints?|fallback|mitigation|e\.g|for example|example|nota|hinweis|annahme|注意|備考|"
    r"备注|风险|리스크|참고)\b\W{0,4}[:：—–-]",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset(
    {"risks", "questions", "scope", "notes", "estimate", "tests", "verification"}
)
_ELSEWHERE_TITLE = re.compile(
    r"alternativ|assum|suposi|supuesto|annahme|hypoth|question|note|background|research|"
    r"considered|trade-?off|drawback|caveat|limitation|risk|rationale|discussion|feedback|review|"
    r"example|future|later|idea|faq|glossar|代替|仮定|懸念|背景|备选|假设|风险|대안|가정",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"decision|decisi[óo]n|decisão|entscheidung|décision|決定|决策|決策|决定|결정|"
    r"^\W*(?:\d[\d.]*\s*)?(?:implementation|approach|tasks?|steps?)\b",
    re.IGNORECASE,
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per document, with every place."""
    owners = Owners(context.plan)
    for document in context.plan.work_documents():
        found = {
            line: match
            for line in Words(document).lines_with(_NEEDLES)
            if (match := _hedge(document, line))
        }
        if found:
            decided = _decided(document, owners, list(found))
            if decided:
                yield _finding(context.plan, document, {n: found[n] for n in decided})


def _hedge(document: Document, line: int) -> re.Match[str] | None:
    """The words that hedge what a line says for the plan itself."""
    text = said(document.prose[line - 1])
    match = _HEDGE.search(text)
    if match is None or text.lstrip().startswith((">", "#")) or _ASIDE.match(text):
        return None
    end = re.search(r"[.?!;。？！]", text[match.end() :])
    if (end and end[0] in "?？") or _SOMEBODY.search(text[: match.start()][-200:]):
        return None
    return match


def _decided(document: Document, owners: Owners, lines: list[int]) -> list[int]:
    """Those of *lines* that stand in open tasks, steps or decisions."""
    kept = []
    for line in lines:
        around_it = [s for s in document.sections if s.line_start <= line <= s.line_end]
        if any(s.role in _ELSEWHERE or _ELSEWHERE_TITLE.search(s.title) for s in around_it):
            continue
        _, task = owners.at(document, line)
        if task is not None and task.done is True:
            continue
        if task or any(s.role == "steps" or _DECIDES.search(s.title) for s in around_it):
            kept.append(line)
    return kept


def _finding(plan: Plan, document: Document, found: dict[int, re.Match[str]]) -> Finding:
    first, *others = found
    words = found[first]
    text = around(document.lines[first - 1][:MAX_LINE], words.start(), words.end())
    rest = f" and {len(others)} more" if others else ""
    return RULE.finding(
        plan,
        line_at(document, first),
        related=[line_at(document, line) for line in others],
        title=f"A step or decision is hedged: “{text}”{rest}",
        detail="The implementer cannot tell whether to do it, or what to do when it does not hold.",
        recommendation="Find out and say it plainly, or move the doubt to the open questions "
        "with a name and a date.",
    )
