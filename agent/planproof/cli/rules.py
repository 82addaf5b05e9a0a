"""`planproof rules` and `planproof explain`."""

from typing import Annotated, Literal

import typer

from planproof.cli.output import write_report
from planproof.errors import UsageError


def rules(
    format_: Annotated[
        Literal["table", "json"], typer.Option("--format", help="Form of the output.")
    ] = "table",
) -> None:
    """List the rules: checks, which need no model, those between plans, and a model's criteria."""
    from planproof.between import registry as between  # noqa: PLC0415 - start-up time
    from planproof.checks import docs, registry  # noqa: PLC0415 - start-up time
    from planproof.criteria import shipped  # noqa: PLC0415 - start-up time

    criteria = list(shipped().values())
    if format_ == "json":
        page = docs.as_json(registry.CHECKS, between.RULES, criteria)
        write_report(page, None, utf8=True)
        return
    checks, rest = ([each.RULE for each in known] for known in (registry.CHECKS, between.RULES))
    write_report(docs.table(checks, rest, criteria), None, utf8=False)


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of a rule.")],
) -> None:
    """Explain a rule: what it finds and what to write instead."""
    from planproof.between import registry as between  # noqa: PLC0415 - start-up time
    from planproof.checks import docs, registry  # noqa: PLC0415 - start-up time
    from planproof.criteria import shipped  # noqa: PLC0415 - start-up time

    criteria = shipped()
    if rule in criteria:
        page = docs.explain_criterion(criteria[rule])
    elif rule in registry.rule_ids():
        page = docs.explain(registry.by_id(rule))
    elif rule in between.rule_ids():
        page = docs.explain(between.by_id(rule))
    else:
        raise UsageError(_unknown(rule, (*registry.rule_ids(), *between.rule_ids(), *criteria)))
    write_report(page, None, utf8=False)


def _unknown(rule: str, known: tuple[str, ...]) -> str:
    from planproof.nearest import nearest  # noqa: PLC0415 - start-up time

    near = nearest(rule, known, count=3)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    return f"unknown rule {rule!r}{hint or '; `planproof rules` lists them'}"
