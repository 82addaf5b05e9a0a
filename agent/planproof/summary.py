"""The executive summary: two to five sentences computed from what was found."""

from collections.abc import Iterator, Mapping, Sequence

from planproof.actions import Places, blocks
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.review import Coverage, PassCoverage, Strength
from planproof.words import count, labels, listed

_WHOLE = 0.9
_POOR = 0.7


def summarise(
    plan: Plan,
    findings: Sequence[Finding],
    strengths: Sequence[Strength],
    coverage: Coverage,
    *,
    places: Places,
    shares: Mapping[str, float],
    told: str = "",
) -> str:
    """Return the summary.

    *findings* are the open ones, ranked; *shares* says how complete the phases are, by id; *told*
    is what the synthesis says, and stands instead of the sentences about the content.
    """
    sentences = [_scope(plan)]
    if plan.template:
        kind = "This is a template to be filled in; it was not judged as a plan."
        sentences = [kind, _scope(plan).replace("The plan", "It", 1)]
    elif is_empty(plan):
        sentences.append("No phase and no task was recognised, so there was little to judge.")
    else:
        good = [strength.text for strength in strengths if strength.phase is None]
        sentences += list(_contrast(plan, shares)) or good[:1]
    if told:
        sentences = [_scope(plan), told]
    else:
        sentences += _found(plan, findings, places)
    sentences += _read(plan, coverage)
    return " ".join(sentences)


def is_empty(plan: Plan) -> bool:
    """True when nothing in the plan was recognised as work."""
    return not plan.tasks and not any(phase.explicit or phase.tasks for phase in plan.phases)


def _scope(plan: Plan) -> str:
    phases = [phase for phase in plan.phases if phase.explicit]
    tasks = [*(task for phase in plan.phases for task in phase.tasks), *plan.tasks]
    below = sum(sum(1 for _ in task.walk()) - 1 for task in tasks)
    numbers = ((len(phases), "phase"), (len(tasks), "task"), (below, "subtask"))
    holds = [count(number, noun) for number, noun in numbers if number]
    lines = sum(len(document.lines) for document in plan.documents)
    size = f"{count(lines, 'line')} in {count(len(plan.documents), 'document')}"
    return f"The plan has {listed([*holds, size])}."


def _contrast(plan: Plan, shares: Mapping[str, float]) -> Iterator[str]:
    """Which phases are worked out and which are not, where they differ much."""
    whole = [phase for phase in plan.phases if shares.get(phase.id, 0) >= _WHOLE]
    poor = [phase for phase in plan.phases if shares.get(phase.id, 1) < _POOR]
    if whole and poor:
        figures = sorted({round(100 * shares[phase.id]) for phase in poor})
        percent = " to ".join(f"{figure}%" for figure in dict.fromkeys((figures[0], figures[-1])))
        yield (
            f"{labels([phase.label for phase in whole])} {_are(whole)} worked out; "
            f"{labels([phase.label for phase in poor])} {_have(poor)} only {percent} of the parts "
            "that the tasks of this plan usually have."
        )


def _are(nodes: Sequence[object]) -> str:
    return "is" if len(nodes) == 1 else "are"


def _have(nodes: Sequence[object]) -> str:
    return "has" if len(nodes) == 1 else "have"


def _found(plan: Plan, findings: Sequence[Finding], places: Places) -> Iterator[str]:
    critical, major, minor = (
        [finding for finding in findings if finding.severity == severity]
        for severity in ("critical", "major", "minor")
    )
    if critical:
        title = critical[0].title.rstrip(".")
        where = f" ({places.name(critical)}), first" if len(critical) > 1 else ""
        yield f"{count(len(critical), 'defect')} must be fixed before work starts{where}: {title}."
    stops = any(blocks(finding) for finding in major)
    if major and stops and not critical:
        title, where = major[0].title.rstrip("."), places.name(major)
        start = f"Nothing critical was found, but {count(len(major), 'defect')} should be fixed"
        yield f"{start} before work starts ({where}), first: {title}."
        major = []
    rest = []
    if major:
        more = "more " if critical else ""
        rest.append(f"{len(major)} {more}should be fixed ({places.name(major)})")
    if minor:
        rest.append(f"{count(len(minor), 'suggestion')} would make it better")
    if rest:
        start = "" if critical or stops else "Nothing found would stop the work; "
        yield f"{start}{' and '.join(rest)}."
    if not findings and not plan.template:
        yield "No defect was found."


def _read(plan: Plan, coverage: Coverage) -> Iterator[str]:
    bad = [each for each in coverage.passes if each.state in ("failed", "pending")]
    if bad:
        yield f"The review is incomplete: {_passes(plan, bad)}."
    if coverage.lines_read < coverage.lines_total:
        left = count(coverage.lines_total - coverage.lines_read, "line")
        yield f"{left} of {coverage.lines_total:,} were not read."
    if not_asked(coverage):
        yield "Only the checks ran: no model was asked, so nobody judged the content itself."


def not_asked(coverage: Coverage) -> bool:
    """True when every pass that needs a model was left out."""
    models = [each for each in coverage.passes if each.pass_ != "checks"]
    return all(each.state == "skipped" for each in models)


def _passes(plan: Plan, passes: Sequence[PassCoverage]) -> str:
    """`phase-review failed for Phases 3 and 4, cross-phase is pending`."""
    parts = []
    for name, state in dict.fromkeys((each.pass_, each.state) for each in passes):
        ids = [each.phase for each in passes if (each.pass_, each.state) == (name, state)]
        nodes = [plan.nodes[node] for node in ids if node is not None and node in plan.nodes]
        told = "is pending" if state == "pending" else state
        where = f" for {labels([node.label for node in nodes])}" if nodes else ""
        parts.append(f"{name} {told}{where}")
    return listed(parts)
