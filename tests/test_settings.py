"""Where settings come from, which source wins, and what is said when one is wrong."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from planproof.errors import ConfigError
from planproof.settings import Keys, Settings, find_config, keys_from, load_settings

RULES = ("vague-step", "broken-link", "dangling-reference")


def load(
    path: Path,
    *,
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
    flags: Mapping[str, str | None] | None = None,
) -> Settings:
    """Settings with three known rules and an empty environment."""
    return load_settings(path, rules=RULES, flags=flags or {}, config=config, environ=environ or {})


def write(folder: Path, text: str) -> Path:
    path = folder / "planproof.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan's folder in a repository."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "docs" / "plan"
    folder.mkdir(parents=True)
    return folder


def test_without_a_file_there_are_defaults(plan: Path) -> None:
    assert load(plan) == Settings()
    assert Settings().fail_on == "critical"
    assert Settings().inline_waivers is True


def test_every_key_of_the_file_is_read(plan: Path) -> None:
    config = write(
        plan,
        """
        rubric = "agent"
        fail-on = "minor"
        exclude = ["drafts/**"]
        inline-waivers = false
        [checks]
        disable = ["broken-link"]
        enable-only = ["vague-step", "broken-link"]
        [severity]
        vague-step = "critical"
        [[waivers]]
        rule = "vague-step"
        reason = " decided later "
        path = "phase-*.md"
        contains = "somehow"
        finding = "0123456789ab"
        expires = 2027-01-31
        """,
    )
    settings = load(plan)
    assert settings.config == config
    assert (settings.rubric, settings.fail_on, settings.inline_waivers) == ("agent", "minor", False)
    assert settings.exclude == ("drafts/**",)
    assert settings.checks.disable == ("broken-link",)
    assert settings.checks.enable_only == ("vague-step", "broken-link")
    assert settings.severity == {"vague-step": "critical"}
    (waiver,) = settings.waivers
    assert (waiver.reason, waiver.expires) == ("decided later", date(2027, 1, 31))
    assert (waiver.path, waiver.contains, waiver.finding) == (
        "phase-*.md",
        "somehow",
        "0123456789ab",
    )


def test_environment_wins_over_the_file_and_flags_over_both(plan: Path) -> None:
    write(plan, 'fail-on = "minor"\nrubric = "agent"')
    environ = {"PLANPROOF_FAIL_ON": "major", "HOME": "/"}
    assert load(plan).fail_on == "minor"
    assert load(plan, environ=environ).fail_on == "major"
    settings = load(plan, environ=environ, flags={"fail-on": "never", "rubric": None})
    assert (settings.fail_on, settings.rubric) == ("never", "agent")


def test_environment_holds_lists_and_booleans(plan: Path) -> None:
    write(plan, '[checks]\ndisable = ["broken-link"]\nenable-only = ["vague-step"]')
    settings = load(
        plan,
        environ={
            "PLANPROOF_EXCLUDE": "a.md, b/** ,",
            "PLANPROOF_INLINE_WAIVERS": "false",
            "PLANPROOF_DISABLE": "dangling-reference",
        },
    )
    assert settings.exclude == ("a.md", "b/**")
    assert settings.inline_waivers is False
    assert settings.checks.disable == ("dangling-reference",)
    assert settings.checks.enable_only == ("vague-step",), "the rest of the table stays"


def test_empty_variable_is_not_set(plan: Path) -> None:
    assert load(plan, environ={"PLANPROOF_FAIL_ON": ""}) == Settings()


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PLANPROOF_FAIL_NO": "x"}, ["'PLANPROOF_FAIL_NO'", "did you mean 'PLANPROOF_FAIL_ON'?"]),
        ({"PLANPROOF_FAIL_ON": "mayor"}, ["the environment", "'mayor'", "did you mean 'major'?"]),
        ({"PLANPROOF_INLINE_WAIVERS": "perhaps"}, ["'inline-waivers' must be true or false"]),
        ({"PLANPROOF_DISABLE": "vague-stop"}, ["'vague-stop'", "did you mean 'vague-step'?"]),
    ],
)
def test_environment_is_checked(plan: Path, environ: dict[str, str], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(plan, environ=environ)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('fail_on = "minor"', ["unknown key 'fail_on'", "did you mean 'fail-on'?"]),
        ("[checks]\ndisabled = []", ["unknown key 'checks.disabled'", "did you mean 'disable'?"]),
        (
            """
            waivers = [
                { rule = "vague-step", reason = "x" },
                { rule = "vague-step", reason = "y", raison = "z" },
            ]
            """,
            ["unknown key 'waivers[2].raison'", "did you mean 'reason'?"],
        ),
        ("config = 'other.toml'", ["unknown key 'config'"]),
        ('fail-on = "mayor"', ["must be one of critical, major, minor, never", "'mayor'"]),
        ('[severity]\nvague-step = "low"', ["'severity.vague-step' must be one of"]),
        ('exclude = "drafts"', ["'exclude' must be a list", "'drafts'"]),
        ("exclude = [1]", ["'exclude[1]' must be text in quotes"]),
        ("rubric = ''", ["'rubric' must not be empty"]),
        ("inline-waivers = 'maybe'", ["'inline-waivers' must be true or false"]),
        ("checks = 3", ["'checks' must be a table"]),
        ('[[waivers]]\nrule = "vague-step"', ["'waivers[1].reason' is missing"]),
        ('[[waivers]]\nrule = "vague-step"\nreason = "  "', ["must not be empty"]),
        (
            '[[waivers]]\nrule = "vague-step"\nreason = "x"\nexpires = "next week"',
            ["'waivers[1].expires' must be a date such as 2027-01-31"],
        ),
        (
            '[[waivers]]\nrule = "broken-lnk"\nreason = "x"',
            ["unknown rule 'broken-lnk'", "did you mean 'broken-link'?"],
        ),
        ('[checks]\ndisable = ["xyz"]', ["unknown rule 'xyz'", "`planproof rules` lists them"]),
        ('[severity]\nvague-steps = "minor"', ["did you mean 'vague-step'?"]),
        ('rubric = "agent"\nfail-on = minor\n', ["line 2", "invalid value"]),
        ('a = 1\nb = """', ["line 2"]),
        ("x = " + "[" * 5_000, ["nested too deeply"]),
    ],
)
def test_file_is_checked(plan: Path, text: str, words: list[str]) -> None:
    config = write(plan, text)
    with pytest.raises(ConfigError) as caught:
        load(plan)
    message = str(caught.value)
    assert all(word in message for word in (str(config), *words)), message
    assert "\n" not in message


def test_found_value_is_cut_when_it_is_long(plan: Path) -> None:
    write(plan, f'exclude = "{"x" * 10_000}"')
    with pytest.raises(ConfigError) as caught:
        load(plan)
    assert len(str(caught.value)) < 400


def test_file_that_is_not_utf8(plan: Path) -> None:
    (plan / "planproof.toml").write_bytes(b'rubric = "\xff"')
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load(plan)


def test_byte_order_mark_is_no_syntax_error(plan: Path) -> None:
    (plan / "planproof.toml").write_bytes(b'\xef\xbb\xbffail-on = "never"')
    assert load(plan).fail_on == "never"


def test_named_file_must_be_there(plan: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*missing\.toml.*No such file"):
        load(plan, config=plan / "missing.toml")


def test_named_file_wins_over_the_search(plan: Path, tmp_path: Path) -> None:
    write(plan, 'fail-on = "minor"')
    other = tmp_path / "other.toml"
    other.write_text('fail-on = "never"', encoding="utf-8")
    settings = load(plan, config=other)
    assert (settings.fail_on, settings.config) == ("never", other)


def test_nearest_file_wins(plan: Path, tmp_path: Path) -> None:
    above = write(tmp_path, 'fail-on = "minor"')
    assert find_config(plan) == above
    assert find_config(plan / "README.md") == above
    here = write(plan, 'fail-on = "never"')
    assert find_config(plan) == here
    assert find_config(plan / "README.md") == here


def test_search_ends_at_the_repository(plan: Path, tmp_path: Path) -> None:
    write(tmp_path, 'fail-on = "minor"')
    (plan.parent / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    assert find_config(plan) is None


def test_search_starts_from_the_current_folder(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = write(plan, "")
    monkeypatch.chdir(plan)
    assert find_config(Path()) == config


def test_rubric_file_is_relative_to_the_file_that_names_it(plan: Path) -> None:
    write(plan.parent, 'rubric = "mine.toml"')
    assert load(plan).rubric == str(plan.parent / "mine.toml")
    assert load(plan, flags={"rubric": "yours.toml"}).rubric == "yours.toml"


def test_settings_can_be_made_in_code() -> None:
    settings = Settings(fail_on="never", inline_waivers=False)
    assert (settings.fail_on, settings.inline_waivers) == ("never", False)


# Whom to ask, and within which limits


def test_every_key_about_the_model_is_read_from_the_file(plan: Path) -> None:
    config = write(
        plan.parent,
        """
        provider = "openai"
        model = " gpt-6.1-sol "
        depth = "deep"
        criteria = "criteria"
        max-cost = 2.5
        max-tokens = 200_000
        deadline = 60
        """,
    )
    settings = load(plan)
    assert (settings.provider, settings.model, settings.depth) == ("openai", "gpt-6.1-sol", "deep")
    assert (settings.max_cost, settings.max_tokens, settings.deadline) == (2.5, 200_000, 60)
    assert settings.criteria == str(config.parent / "criteria"), "relative to the file"


def test_defaults_about_the_model() -> None:
    settings = Settings()
    assert (settings.provider, settings.model, settings.depth) == ("auto", None, "standard")
    assert (settings.max_cost, settings.max_tokens, settings.deadline) == (5.0, None, 1_800)
    assert (settings.criteria, settings.max_cost_told) == (None, False)


def test_environment_and_flags_about_the_model(plan: Path) -> None:
    write(plan, 'provider = "openai"\nmax-cost = 1\ndepth = "quick"\nmax-tokens = 5\ndeadline = 9')
    environ = {
        "PLANPROOF_PROVIDER": "anthropic",
        "PLANPROOF_MODEL": "claude-opus-5-5",
        "PLANPROOF_DEPTH": "deep",
        "PLANPROOF_CRITERIA": "ours",
        "PLANPROOF_MAX_COST": "0.25",
        "PLANPROOF_MAX_TOKENS": "1000",
        "PLANPROOF_DEADLINE": "30",
    }
    settings = load(plan, environ=environ)
    assert (settings.provider, settings.model) == ("anthropic", "claude-opus-5-5")
    assert (settings.depth, settings.criteria) == ("deep", "ours")
    assert (settings.max_cost, settings.max_tokens, settings.deadline) == (0.25, 1_000, 30)
    flags = {"provider": "none", "max-cost": "7.5", "depth": None, "model": "m", "deadline": "5"}
    settings = load(plan, environ=environ, flags=flags)
    assert (settings.provider, settings.model, settings.depth) == ("none", "m", "deep")
    assert (settings.max_cost, settings.max_tokens, settings.deadline) == (7.5, 1_000, 5)


def test_numbers_of_the_command_line_may_be_numbers(plan: Path) -> None:
    settings = load_settings(
        plan, rules=RULES, flags={"max-cost": 0.1, "max-tokens": 7}, environ={}
    )
    assert (settings.max_cost, settings.max_tokens) == (0.1, 7)


def test_it_is_known_whether_somebody_chose_the_limit(plan: Path) -> None:
    assert load(plan).max_cost_told is False
    assert load(plan, flags={"max-cost": None}).max_cost_told is False
    assert load(plan, environ={"PLANPROOF_MAX_COST": " "}).max_cost_told is False
    assert load(plan, environ={"PLANPROOF_MAX_COST": "5"}).max_cost_told is True
    assert load(plan, flags={"max-cost": "5"}).max_cost_told is True
    write(plan, "max-cost = 5.0")
    assert load(plan).max_cost_told is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('provider = "anthropc"', ["'provider' must be one of", "did you mean 'anthropic'?"]),
        ('depth = "deeper"', ["'depth' must be one of quick, standard, deep"]),
        ("max-cost = 0", ["'max-cost'", "0"]),
        ("max-cost = -1", ["'max-cost'", "-1"]),
        ("max-cost = nan", ["'max-cost'", "nan"]),
        ('max-cost = "cheap"', ["'max-cost'", "'cheap'"]),
        ("max-tokens = 0", ["'max-tokens'"]),
        ("max-tokens = 1.5", ["'max-tokens'", "1.5"]),
        ("deadline = -3", ["'deadline'", "-3"]),
        ('model = " "', ["'model' must not be empty"]),
        ("max-cost-told = true", ["unknown key 'max-cost-told'"]),
        ("max_cost = 1", ["unknown key 'max_cost'", "did you mean 'max-cost'?"]),
        ('anthropic = "key"', ["unknown key 'anthropic'"]),
    ],
)
def test_what_is_said_of_the_model_is_checked(plan: Path, text: str, words: list[str]) -> None:
    config = write(plan, text)
    with pytest.raises(ConfigError) as caught:
        load(plan)
    message = str(caught.value)
    assert all(word in message for word in (str(config), *words)), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PLANPROOF_MAX_COST": "much"}, ["'max-cost'", "'much'"]),
        ({"PLANPROOF_DEPTH": "depp"}, ["the environment", "did you mean 'deep'?"]),
        ({"PLANPROOF_MODLE": "m"}, ["did you mean 'PLANPROOF_MODEL'?"]),
    ],
)
def test_what_the_environment_says_of_the_model_is_checked(
    plan: Path, environ: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(plan, environ=environ)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_flags_about_the_model_are_checked(plan: Path) -> None:
    with pytest.raises(ConfigError, match=r"the command line: 'max-cost'.*-2"):
        load(plan, flags={"max-cost": "-2"})


def test_severities_of_a_teams_own_criteria_may_be_set(plan: Path) -> None:
    folder = plan / "criteria"
    folder.mkdir()
    (folder / "own.md").write_text("", encoding="utf-8")
    write(plan, 'criteria = "criteria"\n[severity]\nown = "minor"')
    assert load(plan).severity == {"own": "minor"}
    write(plan, '[severity]\nown = "minor"')
    with pytest.raises(ConfigError, match="unknown rule 'own'"):
        load(plan)


# Keys


def test_keys_come_from_the_environment_and_nothing_is_no_key() -> None:
    keys = keys_from({"ANTHROPIC_API_KEY": " abc\n", "OPENAI_API_KEY": " "})
    assert (keys.anthropic, keys.openai) == ("abc", None)
    assert keys_from({}) == Keys()


def test_keys_are_never_shown() -> None:
    keys = Keys(anthropic="very-secret-1", openai="very-secret-2")
    for shown in (repr(keys), str(keys), f"{keys}", repr({"keys": [keys]})):
        assert "very-secret" not in shown
    assert "very-secret" not in repr(Settings())
