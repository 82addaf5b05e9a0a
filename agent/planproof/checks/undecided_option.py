"""The plan offers a choice and does not make it.

## What it does

Reports options that stand side by side (Option A, Option B) where nothing says which was chosen,
"choose one", "decide later", "whichever is easier", "X or similar", "Tools: X or Y", and lists of
open questions without answers. Outside tasks only words without doubt count. A word of decision
nearby ("Decision:", "chosen", "recommended") silences it, and so does a heading such as
"Alternatives considered".

## Why is this bad?

Each implementer chooses for themselves. Two tasks that chose differently do not fit together.

## Example

    - Store sessions in Redis or similar

## Use instead

    - Store sessions in Redis 7 (decided: it is running already)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.checks._prose import MAX_LINE, Owners, Words, around, said
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Section
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan, Task
from planproof.words import listed

RULE = Rule(
    id="undecided-option",
    category="content",
    severity="major",
    summary="A choice is offered and not made",
    goal="Every choice that is offered is made",
    confidence="medium",
)
_NEEDLES = (
    "choose ", "pick ", "select ", "decid", "similar", "we could", "either", "ähnlich", "whichever",
    "whatever", "to be ", "yet to ", "open question", "settled", "not chosen", "not yet",
    "option a", "option 1", "entscheid", "entschieden", "je nachdem", "décid", "más fácil",
    "más sencillo", "mais fácil", "mais simples", "le plus ",
    "équivalent", "tool", "framework", "librar", "database:", "storage:", "editor:", "runtime:",
    "provider:", "hosting:", "queue:", "cache:", "language:", "runner:", "orm:", "herramienta",
    "ferramenta", "werkzeug",
    "どちらか", "いずれか", "二选一", "或类似", "둘 중", "ツール", "工具", "도구",
    "後で決", "あとで決", "実装時に決", "再决定", "再选", "再定", "나중에", "구현 시",
)  # fmt: skip
_SENTENCE = r"(?:^[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?[*_]{0,3}|[.:;!?]\s+[*_]{0,3})"
"""Where a sentence begins, behind the marks of a list."""
_EASIER = (
    r"(?:easi|simpl|quick|cheap|fast|handi|bett)(?:er|est)|best|less work"
    r"|(?:more|most|least) (?:convenient|practical|work|effort)"
)
_UNMADE = re.compile(
    r"\bdecid(?:e|ed) (?:this |that |it |on [^.;|]{1,40} )?(?:later|during implementation)\b"
    r"(?! in an?(?:other| different| separate| follow))"
    r"|(?:to|can|will|['’]ll|be) (?:decide|choose|pick|decided|chosen|picked) (?:one |it |this "
    r"|that |which )?(?:when|while|once) (?:coding|implementing|we |i )"
    r"|\bor\b[^.;|]{1,80}[,(] ?(?:still |yet )?to be (?:decided|determined|chosen|settled|agreed)"
    r"(?=\s*(?:[.,;)|]|$|later\b|when\b|once\b|during\b|before\b))"
    r"|\b(?:is|are|remains?|still) undecided\b|\bundecided (?:whether|which|between|if)\b"
    r"|\b(?:not|n['’]t) (?:yet )?(?:been )?(?:decided?|settled?) (?:yet|whether|which|between|if)\b"
    r"|\bnot yet (?:been )?(?:decided|chosen|settled)\b"
    r"|\b(?:have|has) yet to (?:be )?(?:decided?|chosen?|choose|settle)\b"
    r"|\bremains? (?:an )?open questions?\b"
    rf"|\b(?:whichever|whatever)(?: one)?(?:(?:['’]s| is| seems| feels| looks)(?: the)? "
    rf"(?:{_EASIER})\b"
    r"|\s+(?:turns out|proves|ends up|works out)\b|\s+(?:you|we|i) (?:prefer|like)\b)"
    r"|(?:sp[äa]ter (?:zu )?|noch zu )entscheiden|(?:wird|werden) (?:noch|sp[äa]ter) entschieden"
    r"|je nachdem,? was (?:einfacher|leichter|schneller|besser)"
    r"|decid(?:ir|irá|iremos|imos|iré)(?:lo)? (?:más tarde|más adelante|luego|depois|mais tarde)"
    r"|\b(?:por|a) decidir(?=\s*(?:[.,;)|]|$))"
    r"|\b(?:lo que (?:sea|resulte)|o que for) (?:más|mais) (?:fácil|sencillo|simples?)\b"
    r"|(?:à |sera )?décid(?:er|é|ée) (?:plus tard|ultérieurement)"
    r"|ce qui (?:est|sera) le plus (?:simple|facile)"
    r"|(?:後で|あとで|実装時に)決(?:め|定)|(?:之后|以后|稍后|到时|实现时|开发时)再(?:决定|选|定)"
    r"|(?:나중에|구현 시에?) (?:결정|정하|선택)",
    re.IGNORECASE,
)
"""A choice that is said not to be made: no other reading, wherever it stands."""
_ORDERED = re.compile(
    _SENTENCE + r"(?:(?:then|please) )?(?:choose|pick|select) (?:(?:any |either )?one of|one from"
    r"|between|either) (?!the\b|these|those|them\b|your\b|its\b|several|many|a\b|following|\d)"
    r"[^.;:|]{1,70}\b(?:and|or)\b"
    r"|"
    + _SENTENCE
    + r"(?:choose|pick|select|decide on) (?:one|either)(?: of (?:them|these|the two))?"
    r"(?=\s*(?:[.;)|]|$|later\b|(?:when|while|once|during|before) (?!prompted|asked)))",
    re.IGNORECASE,
)
"""The reader is told to choose."""
_BUILDS = re.compile(
    _SENTENCE + r"(?:use|store|keep|sign|write|send|save|hash|encrypt|cache|queue|build|deploy|host"
    r"|log|render|serve|run|implement|format|seriali[sz]e|encode|compress|parse|publish|validate"
    r"|schedule|expose|monitor|persist|generate|configure|install|track|wrap|proxy|index|package)\s",
    re.IGNORECASE,
)
"""An order to build something; below headings of the design it is one as well."""
_INLINE = re.compile(
    r"\b(?:option|approach|variant|variante|opción|opção|ansatz) (?P<a>[A-D1-4])\b\W{0,3}[:)=–—-]"
    r"[^|\n]{3,300}?\b(?:option|approach|variant|variante|opción|opção|ansatz) (?!(?P=a))[A-D1-4]\b"
    r"\W{0,3}[:)=–—-]\s",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:decided? (?:this |that |it )?later|(?:to|must|we|will|should"
    r"|still need to) decide (?:whether|which|between|if)\b"
    r"|(?:choose|pick|select) one\b(?!\s+(?:of|from|or more|item|at)\b)"
    r"|(?:choose|pick) between\b|either option (?:works|is fine)\b)"
    r"|どちらか(?:を選|に決)|いずれかを選|二选一|둘 중 하나",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:users?|guests?|customers?|players?|operators?|clients?|members?|admins?|people|they|who"
    r"|can|lets?|may|able"
    r"|button|dialog|menu|form|prompt|dropdown)\b",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"\b(?:test|verif|check|inspect|debug|view|open)\w*\b.{0,60}$", re.IGNORECASE)
_COULD = re.compile(
    r"\bwe (?:could|can|might) (?:also )?either\b|\bwe could\b[^.?!|]{3,100}\bor (?:we could|use"
    r"|just|alternatively)\b",
    re.IGNORECASE,
)
_SIMILAR = re.compile(
    r"[\w)`\]] (?:or similar|o similar|ou similar|oder ähnlich(?:es)?"
    r"|ou équivalent)(?=\s*(?:[.,;:)|]|$|tools?\b|library\b|service\b))|或类似",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"^\W*(?:tools?|frameworks?|library|libraries|database|storage|editor|runtime|provider|hosting"
    r"|queue|cache|language"
    r"|test runner|orm|ツール|工具|도구|herramientas?|ferramentas?|werkzeuge?)\W{0,4}[:：]\W{0,4}"
    r"(?P<choice>[A-Z][\w.+#-]*(?: [\w.+#-]+)? or [A-Z]?[\w.+#-]+(?: [\w.+#-]+)?)\W*(?:\(|$)",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"^[\W_]*(?:(?:option|approach|alternative|variant|opción|opção|ansatz"
    r"|variante)\s+(?P<id>[A-E1-5])\b"
    r"|(?:方案|案|选项|オプション|옵션|방안)\s?(?P<cjk>[A-E1-5一二三①②③]))",
    re.IGNORECASE,
)
_OPTION_WORDS = (
    "option", "approach", "alternative", "variant", "opción", "opção", "ansatz", "案", "选项",
    "オプション", "옵션", "방안",
)  # fmt: skip
_DECIDED = re.compile(
    r"\bdecision\b|\bdecided\b|\bchosen\b|\bchose\b|\bselected\b|\bselection\b|\brecommend"
    r"|\bprefer|\bwe (?:will|'ll) (?:use|go)"
    r"|\bgo(?:ing)? with\b|\bpicked\b|\bsettled\b|\bdefault\b|\brejected\b|\bin favou?r of\b|✅|☑"
    r"|\bwinner\b|\buse option\b"
    r"|\bconclusion\b|\bopted\b|\bimplement(?:ed|ing)? option\b|\bproposed (?:solution|option"
    r"|approach)\b"
    r"|決定|採用|推奨|选择了|选定|采用|推荐|决定|선택|결정|추천|decisión|decisão|elegid|escolhid|recomend|entschied"
    r"|empf[oe]hl|choisi|retenu",
    re.IGNORECASE,
)
_SETTLED_PLACE = re.compile(
    r"alternativ|considered|rejected|trade-?offs?|comparison|pros and cons|future|out of scope"
    r"|non-goals|backlog"
    r"|代替|替代|比較|比较|대안|비교",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"resolved|answer|decision|decided|closed|antwort|entsch[ei]|respuesta|resposta|réponse"
    r"|decisi[óo]n|decisão|→|->|=>|~~|✅|☑|\[x\]|\b(?:yes|no|none|n/a|a:)\b|決定"
    r"|回答|解決|已解决|答|해결|답|resuelt|resolvid|gelöst",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.;!?]\s")
_RESOLVED = re.compile(
    r"^\W*(?:decision|decided|resolution|resolved|chosen|answer|we (?:chose|will use|use)|決定"
    r"|決策|决定|결정|decisión|decisão|entscheidung|décision)\b",
    re.IGNORECASE,
)
_AFTERWORD = 15
"""Lines behind the options where a decision may still stand."""


@dataclass(frozen=True, slots=True)
class _Hit:
    line: int
    start: int
    end: int


def check(context: Context) -> Iterator[Finding]:
    """Lists of options, then single lines by task or section, then open questions."""
    plan = context.plan
    owners = Owners(plan)
    for document in plan.work_documents():
        words = Words(document)
        if words.lines_with(_OPTION_WORDS):
            yield from _option_lists(owners, document)
        yield from _choices(owners, document, words.lines_with(_NEEDLES))
        yield from _questions(plan, document)


def _option_lists(owners: Owners, document: Document) -> Iterator[Finding]:
    """Option A and Option B below one heading, and no word on which it is."""
    for parent, options in _families(document):
        first, last = options[0].line_start, options[-1].line_end
        start, end = (first, last) if parent is None else (parent.line_start, parent.line_end)
        lines = document.prose[start - 1 : end + _AFTERWORD]
        if parent is not None and _SETTLED_PLACE.search(parent.title):
            continue
        _, task = owners.at(document, first)
        done = task is not None and task.done is True
        if done or any(_DECIDED.search(line[:MAX_LINE]) for line in lines):
            continue
        names = [f"“{section.title.strip(' *:_')[:50]}”" for section in options]
        yield _finding(
            owners.plan,
            document,
            [_Hit(section.line_start, 0, 0) for section in options],
            f"Nothing says which is chosen: {listed(names, 4)}",
            severity="minor" if task is None else "major",
            task=task,
        )


def _families(document: Document) -> Iterator[tuple[Section | None, list[Section]]]:
    """Two or more options with the heading that they stand below."""
    open_: list[Section] = []
    families: dict[int, tuple[Section | None, list[Section]]] = {}
    for section in document.sections:
        while open_ and (
            open_[-1].level >= section.level or open_[-1].line_end < section.line_start
        ):
            open_.pop()
        if section.style != "field" and _OPTION.match(section.title):
            parent = open_[-1] if open_ else None
            key = 0 if parent is None else parent.line_start
            families.setdefault(key, (parent, []))[1].append(section)
        if section.style == "heading":
            open_.append(section)
    for parent, options in families.values():
        if len(options) > 1:
            yield parent, options


def _choices(owners: Owners, document: Document, lines: list[int]) -> Iterator[Finding]:
    """Lines that leave a choice to the reader, grouped by task (or section) and weight."""
    groups: dict[tuple[str, Severity], tuple[str, Task | None, list[_Hit]]] = {}
    for line in lines:
        text = said(document.prose[line - 1])
        key, name, task = owners.place(document, line)
        unmade = _unmade(text)
        put_off = unmade or (_put_off(text) if task else None)
        match = put_off or _loose(text, is_step=task is not None)
        if match is None or (task is not None and task.done is True):
            continue
        if _is_settled(owners, document, line, match, plainly=unmade is not None):
            continue
        severity: Severity = "major" if put_off and task and _is_work(task, line) else "minor"
        hits = groups.setdefault((key, severity), (name, task, []))[2]
        hits.append(_Hit(line, match.start(), match.end()))
    for (_, severity), (name, task, hits) in groups.items():
        text = around(document.lines[hits[0].line - 1], hits[0].start, hits[0].end)
        title = f"{name} leaves a choice open: “{text}”"
        yield _finding(owners.plan, document, hits, title, severity=severity, task=task)


def _unmade(text: str) -> re.Match[str] | None:
    """A choice that nobody made, in words that mean the same in a task and outside."""
    match = _UNMADE.search(text) or _ORDERED.search(text) or _INLINE.search(text)
    return None if match is None or _SOMEBODY.search(text[: match.start()][-60:]) else match


def _put_off(text: str) -> re.Match[str] | None:
    """A choice that the line puts off, unless it is one that users of the product make."""
    match = _LATER.search(text) or _COULD.search(text)
    return None if match is None or _SOMEBODY.search(text[: match.start()][-60:]) else match


def _loose(text: str, *, is_step: bool) -> re.Match[str] | None:
    """A name that is only an example; what is used to try something out may stay loose.

    Outside tasks only an order counts: a description may say what things are like.
    """
    match = _SIMILAR.search(text)
    if match is not None:
        before = text[: match.start()]
        order = is_step or [
            m for m in _BUILDS.finditer(before) if not _ENDS.search(before, m.end())
        ]
        if order and not _TRIAL.search(before) and (is_step or not _SOMEBODY.search(before)):
            return match
    return _TOOL.search(text) if is_step else None


def _is_work(task: Task, line: int) -> bool:
    """True in the steps or files of a task, or in a task that has no parts."""
    inside = [s for s in task.sections if s.line_start <= line <= s.line_end and s.role]
    return not inside or inside[-1].role in ("steps", "files")


def _is_settled(
    owners: Owners, document: Document, line: int, match: re.Match[str], *, plainly: bool
) -> bool:
    """True below a heading that lists alternatives, or when the lines around it decide.

    Where the line says *plainly* that nothing is decided, a "default" nearby decides nothing.
    """
    section = owners.heading(document, line)
    if section is not None and _SETTLED_PLACE.search(section.title):
        return True
    rest = f"{match.string[: match.start()]} {match.string[match.end() :]}"
    if plainly:
        after = document.prose[line : line + 3]
        return bool(_DECIDED.search(rest)) or any(_RESOLVED.match(text[:1000]) for text in after)
    around_it = [rest, *document.prose[max(0, line - 3) : line + 3]]
    return any(_DECIDED.search(text[:1000]) for text in around_it)


def _questions(plan: Plan, document: Document) -> Iterator[Finding]:
    """Open questions of a document that hold no answer."""
    hits: list[_Hit] = []
    for section in document.sections:
        if section.role != "questions" or section.style != "heading":
            continue
        for item in document.blocks.items:
            inside = section.line_start < item.line_start <= section.line_end
            if inside and item.depth == 0 and item.checked is not True:
                text = document.text(item.line_start, min(item.line_end, item.line_start + 12))
                if not _ANSWERED.search(text[:MAX_LINE]):
                    hits.append(_Hit(item.line_start, 0, 0))
    if hits:
        count = "An open question has" if len(hits) == 1 else f"{len(hits)} open questions have"
        title = f"{count} no answer yet"
        yield _finding(plan, document, hits, title, severity="minor", task=None)


def _finding(
    plan: Plan,
    document: Document,
    hits: list[_Hit],
    title: str,
    *,
    severity: Severity,
    task: Task | None,
) -> Finding:
    return RULE.finding(
        plan,
        line_at(document, hits[0].line),
        title=title,
        detail="Each implementer will choose for themselves.",
        recommendation="Record the decision here, with its reason, or make it a task of its own.",
        related=[line_at(document, hit.line) for hit in hits[1:12]],
        severity=severity,
        task=task,
    )
