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
    """List the rules: checks, which need no model, and criteria, which a model judges."""
    from planproof.checks import docs, registry  # noqa: PLC0415 - start-up time
    from planproof.criteria import shipped  # noqa: PLC0415 - start-up time

    criteria = list(shipped().values())
    if format_ == "json":
        write_report(docs.as_json(registry.CHECKS, criteria), None, utf8=True)
    else:
        known = [check.RULE for check in registry.CHECKS]
        write_report(docs.table(known, criteria), None, utf8=False)


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id of a rule.")],
) -> None:
    """Explain a rule: what it finds and what to write instead."""
    from planproof.checks import docs, registry  # noqa: PLC0415 - start-up time
    from planproof.criteria import shipped  # noqa: PLC0415 - start-up time

    known, criteria = registry.rule_ids(), shipped()
    if rule in criteria:
        write_report(docs.explain_criterion(criteria[rule]), None, utf8=False)
        return
    if rule not in known:
        raise UsageError(_unknown(rule, (*known, *criteria)))
    write_report(docs.explain(registry.by_id(rule)), None, utf8=False)


def _unknown(rule: str, known: tuple[str, ...]) -> str:
    from planproof.nearest import nearest  # noqa: PLC0415 - start-up time

    near = nearest(rule, known, count=3)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    return f"unknown rule {rule!r}{hint or '; `planproof rules` lists them'}"
