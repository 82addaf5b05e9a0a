"""`planproof schema`."""

from planproof.cli.output import write_report


def schema() -> None:
    """Print the JSON Schema of `review --format json`."""
    import json  # noqa: PLC0415 - start-up time

    from planproof.render.json import schema as schema_of_review  # noqa: PLC0415 - start-up time

    write_report(json.dumps(schema_of_review(), indent=2), None, utf8=True)
