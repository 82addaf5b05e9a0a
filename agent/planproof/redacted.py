"""The plan as it may leave the machine: without its secrets, line for line."""

from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.core.secrets import redact


def redacted(plan: Plan) -> Plan:
    """*plan* with every secret in its documents replaced by a mark.

    Lines keep their numbers. What was derived from the text (titles, items) is not touched:
    whoever sends it redacts it.
    """
    documents = tuple(map(_document, plan.documents))
    if documents == plan.documents:
        return plan
    return plan.model_copy(update={"documents": documents})


def _document(document: Document) -> Document:
    text = "\n".join(document.lines)
    safe = redact(text)
    if safe == text:
        return document
    return document.model_copy(update={"lines": tuple(safe.split("\n"))})
