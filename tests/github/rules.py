"""What GitHub's API does with a request: what it demands, what it changes, what it answers."""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlencode

from tests.github.openapi import description
from tests.github.world import LONGEST, Account, Changed, Grant, OnLine, Pull, Repo, Review, Said

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request, with the path below the API's base path."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    grant: Grant

    def json(self) -> Json:
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        return found if isinstance(found, dict) else refuse(400, "Problems parsing JSON")


@dataclass(frozen=True)
class Answer:
    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def refuse(
    status: int, message: str, headers: Mapping[str, str] | None = None, **more: object
) -> NoReturn:
    docs = "https://docs.github.com/rest"
    body = {"message": message, "documentation_url": docs, "status": str(status), **more}
    raise Refusal(Answer(status, body, headers or {}))


class Rules:
    """The operations of one repository that is called *url*."""

    def __init__(self, repo: Repo, url: Callable[[], str]) -> None:
        self.repo = repo
        self._url = url
        self._ids = itertools.count(900_001)

    def answer(self, asked: Asked, operation: str, arguments: Mapping[str, str]) -> Answer:
        """The answer to an operation, as GitHub's description names it."""
        handlers: dict[str, Callable[[Asked, int], Answer]] = {
            "pulls/get": self._pull,
            "pulls/list-files": self._files,
            "pulls/list-review-comments": self._review_comments,
            "pulls/create-review": self._create_review,
            "issues/list-comments": self._comments,
            "issues/create-comment": self._create_comment,
            "issues/update-comment": self._update_comment,
        }
        number = next(value for key, value in arguments.items() if key not in ("owner", "repo"))
        if not number.isdecimal():
            refuse(404, "Not Found")
        level = "read" if asked.method == "GET" else "write"
        ways = ["issues", "pull_requests"] if operation.startswith("issues/") else ["pull_requests"]
        self._permit(asked.grant, ways, level)
        return handlers[operation](asked, int(number))

    def _permit(self, grant: Grant, ways: list[str], level: str) -> None:
        if any(grant.allows(way, level) for way in ways):
            if level == "write" and self.repo.archived:
                refuse(403, "Repository was archived so is read-only.")
            return
        if level == "read" and not self.repo.private:
            return
        accepted = "; ".join(f"{way}={level}" for way in ways)
        headers = {"x-accepted-github-permissions": accepted}
        app = grant.account.type == "Bot"
        if not app and self.repo.private and not grant.permissions:
            refuse(404, "Not Found")  # what may not be seen is not there
        kind = "integration" if app else "personal access token"
        refuse(403, f"Resource not accessible by {kind}", headers)

    def _found(self, number: int, *, issue: bool = False) -> Pull:
        if issue and number in self.repo.gone:
            refuse(410, "This issue was deleted")
        pull = self.repo.pulls.get(number)
        return pull if pull is not None else refuse(404, "Not Found")

    def _pull(self, _asked: Asked, number: int) -> Answer:
        pull = self._found(number)
        whole = description().example("pull-request")
        sides = {
            "head": (pull.head, pull.head_repository),
            "base": (pull.base, self.repo.name),
        }
        for side, (sha, name) in sides.items():
            repo = name and description().example(
                "repository", full_name=name, private=self.repo.private
            )
            whole[side] = {**whole[side], "sha": sha, "ref": side, "repo": repo or None}
        values = {"number": number, "state": pull.state, "locked": pull.locked, "draft": pull.draft}
        return Answer(200, {**whole, **values, "title": f"Change {number}"})

    def _files(self, asked: Asked, number: int) -> Answer:
        return self._page(asked, [_file(each) for each in self._found(number).files[:3000]])

    def _comments(self, asked: Asked, number: int) -> Answer:
        found = self._found(number, issue=True).comments
        return self._page(asked, [_comment(each) for each in found])

    def _review_comments(self, asked: Asked, number: int) -> Answer:
        pull = self._found(number)
        return self._page(asked, [_on_line(each, pull) for each in pull.line_comments])

    def _create_comment(self, asked: Asked, number: int) -> Answer:
        pull = self._found(number, issue=True)
        if pull.locked:
            refuse(403, "Unable to create comment because issue is locked.")
        body = _body_of(asked.json(), "IssueComment")
        said = Said(next(self._ids), body, asked.grant.account)
        pull.comments.append(said)
        return Answer(201, _comment(said))

    def _update_comment(self, asked: Asked, comment: int) -> Answer:
        all_said = (said for pull in self.repo.pulls.values() for said in pull.comments)
        said = next((each for each in all_said if each.id == comment), None)
        if said is None:
            refuse(404, "Not Found")
        if said.user != asked.grant.account:
            accepted = {"x-accepted-github-permissions": "issues=write; pull_requests=write"}
            refuse(403, "Resource not accessible by integration", accepted)
        said.body = _body_of(asked.json(), "IssueComment")
        said.edits += 1
        said.updated = "2026-11-02T12:00:00Z"
        return Answer(200, _comment(said))

    def _create_review(self, asked: Asked, number: int) -> Answer:
        pull, given = self._found(number), asked.json()
        commit = given.get("commit_id", pull.head)
        wanted = given.get("comments", [])
        errors = [] if commit in pull.commits else ["commit_id is not part of the pull request"]
        if given.get("event") not in ("COMMENT", "APPROVE", "REQUEST_CHANGES"):
            errors.append("event is missing: the review would stay pending")
        if not wanted and not given.get("body"):
            errors.append("body can't be blank")
        errors += [error for each in wanted for error in _misplaced(pull, each)]
        if errors:
            refuse(422, "Unprocessable Entity", errors=errors)
        review = Review(next(self._ids), asked.grant.account, given.get("body", ""), commit, [])
        for each in wanted:
            placed = (each["path"], each["line"], each.get("start_line"), each.get("side", "RIGHT"))
            review.comments.append(
                OnLine(next(self._ids), review.id, each["body"], review.user, *placed, commit)
            )
        pull.reviews.append(review)
        return Answer(200, _review(review))

    def _page(self, asked: Asked, entries: list[Json]) -> Answer:
        size = min(100, max(1, int(asked.query.get("per_page", "30"))))
        page = max(1, int(asked.query.get("page", "1")))
        last = max(1, -(-len(entries) // size))
        links = {"next": page + 1, "last": last} if page < last else {}
        if page > 1:
            links |= {"first": 1, "prev": page - 1}
        rest = asked.path.split("/", 4)[-1]
        address = f"{self._url()}/repositories/{self.repo.id}/{rest}"
        link = ", ".join(
            f'<{address}?{urlencode({**asked.query, "per_page": size, "page": to})}>; rel="{name}"'
            for name, to in links.items()
        )
        return Answer(200, entries[(page - 1) * size : page * size], {"link": link} if link else {})


def user(account: Account | None, schema: str = "simple-user") -> Json | None:
    if account is None:
        return None
    values = {"login": account.login, "id": account.id, "type": account.type}
    return description().example(schema, **values)


def _comment(said: Said) -> Json:
    app = said.user.app if said.user else None
    return description().example(
        "issue-comment",
        id=said.id,
        body=said.body,
        user=user(said.user),
        created_at=said.created,
        updated_at=said.updated,
        performed_via_github_app={**_integration(), "slug": app} if app else None,
    )


def _integration() -> Json:
    return {
        "id": 15368,
        "node_id": "MDM6QXBwMTUzNjg=",
        "owner": user(Account("github", 9919)),
        "name": "GitHub Actions",
        "description": "Automate your workflow",
        "external_url": "https://help.github.com/en/actions",
        "html_url": "https://github.com/apps/github-actions",
        "created_at": "2018-07-30T09:30:17Z",
        "updated_at": "2019-12-10T19:04:12Z",
        "permissions": {"pull_requests": "write"},
        "events": [],
    }


def _file(changed: Changed) -> Json:
    more = {"patch": changed.patch, "previous_filename": changed.previous}
    values = {"filename": changed.path, "status": changed.status}
    known = {key: value for key, value in more.items() if value is not None}
    return description().example("diff-entry", **values, **known)


def _on_line(comment: OnLine, pull: Pull) -> Json:
    """A comment on lines; one whose line the diff no longer shows is outdated and has none."""
    file = pull.file(comment.path)
    shown = file is not None and file.hunk_of(comment.line, comment.side) is not None
    return description().example(
        "pull-request-review-comment",
        id=comment.id,
        pull_request_review_id=comment.review,
        body=comment.body,
        user=user(comment.user),
        path=comment.path,
        line=comment.line if shown else None,
        original_line=comment.line,
        start_line=comment.start_line if shown else None,
        side=comment.side,
        commit_id=pull.head if shown else comment.commit,
        original_commit_id=comment.commit,
    )


def _review(review: Review) -> Json:
    made = description().example("pull-request-review", id=review.id, body=review.body)
    return {**made, "user": user(review.user), "state": "COMMENTED", "commit_id": review.commit}


def _body_of(given: Json, resource: str) -> str:
    body = given.get("body")
    if not isinstance(body, str):
        refuse(422, 'Invalid request.\n\n"body" wasn\'t supplied.', errors=[])
    problem = ""
    if not body.strip():
        problem = "Body cannot be blank"
    elif len(body) > LONGEST:
        problem = f"Body is too long (maximum is {LONGEST} characters)"
    if problem:
        error = {"resource": resource, "code": "unprocessable", "field": "data", "message": problem}
        refuse(422, "Validation Failed", errors=[error])
    return body


def _misplaced(pull: Pull, given: Json) -> list[str]:
    """What GitHub says of a comment that it cannot place."""
    body = str(given.get("body", ""))
    if not body.strip() or len(body) > LONGEST:
        return [f"body can't be blank, or is too long (maximum is {LONGEST} characters)"]
    file = pull.file(given["path"])
    if file is None:
        return ["Path could not be resolved"]
    line: object = given.get("line")
    side = str(given.get("side", "RIGHT"))
    hunk = file.hunk_of(line, side) if isinstance(line, int) else None
    if hunk is None:
        return ["Pull request review thread line must be part of the diff"]
    start, start_side = given.get("start_line"), str(given.get("start_side", side))
    if isinstance(start, int) and isinstance(line, int):
        if start >= line:
            return ["Pull request review thread start line must precede the end line."]
        if file.hunk_of(start, start_side) != hunk:
            return ["Pull request review thread start line must be part of the same hunk"]
    return []
