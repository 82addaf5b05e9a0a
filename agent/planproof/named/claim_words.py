"""The words of claims of state: parts of patterns, in which MARK is any path or piece of code."""

from planproof.named.flat import MARK

NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing

ENDS = (
    r"pyi?|ipynb|[cm]?[jt]sx?|vue|svelte|go|rs|java|kts?|scala|rb|php|cs|fs|swift|dart|exs?|erl|hs"
    r"|clj|cc?"
    r"|cpp|cxx|hh?|hpp|lua|pl|sh|bash|zig|sql|prisma|proto|graphql|mdx?|mdc|rst|txt|adoc|jsonc?"
    r"|jsonl"
    r"|ya?ml|toml|ini|cfg|conf|lock|csv|tsv|svg|html?|xml|s?css|less|env|example|tf|gradle"
    r"|properties"
    r"|tmpl|j2|mod|sum|gitignore|dockerignore|editorconfig|ps1|bat|csproj|sln|gemspec"
)
"""Endings of files: of a name without a folder, they tell a file from a name such as `a.b`."""
INNER_NOUNS = frozenset(
    """
    tests test cases case specs lines line loc sloc functions function methods method classes
    class routes route endpoints endpoint tables table columns column fields field keys key
    strings string messages message entries entry rows row constants constant variables variable
    types type interfaces interface enums enum structs struct exceptions exception errors error
    queries query rules rule checks check assertions definitions exports imports symbols usages
    uses calls callers references occurrences todos warnings bugs issues problems levels layers
    parts part steps stages phases tasks features things kinds sorts copies bytes commits tokens
    words users requests jobs targets commands permissions flags options settings parameters
    arguments dependencies groups categories sections items elements languages ways reasons
    places times matches hits results values properties props states actions events roles layers
    concerns responsibilities gigabytes megabytes days hours weeks minutes months years people
    developers engineers teams points stories hooks decorators mixins traits protocols hundred
    thousand dozen more other others such of per
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Things of which one file may hold many: their number is not the number of files."""
OWN_FILE = frozenset(
    """
    hooks jobs events queries commands decorators mixins steps stories checks rules actions tasks
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Those of them that have a file each in a folder of their name."""
COUNT = (
    r"(?P<bound>(?:~|≈|about |around |roughly |approximately |approx\.? |some |nearly |almost "
    r"|circa |ca\. |close to |over |more than |at least |well over |under |fewer than |less than "
    r"|at most |up to |[<>≥≤] ?)?)"
    r"(?P<number>\d{1,3}(?:[,_ ]\d{3}){1,2}(?!\d)|\d{1,3}(?:\.\d)?k|\d{1,7}(?![\d.,]*\d)"
    rf"|(?:{'|'.join(reversed(NUMBERS))}|twice)(?![\w-]))(?P<plus>\+?)"
)
ADV = (
    r"(?:(?:still|currently|now|already|today|also|at present|presently|right now|so far|as yet|all"
    r"|each|both|exactly|precisely|really|in fact|just|only|merely)\s+){0,3}"
)
NOUN = (
    r"(?:\s+(?:file|folder|directory|module|package|helper|function|class|method|script|component"
    r"|hook|page|suite|spec|constant|type|document|itself)s?)?"
)
IN = r"(?:in|from|of|at|inside|within|under)"
WHERE = (
    rf"(?:\s+\(\s?(?:(?:in|from|at|see)\s)?{MARK}[^(){MARK}]{{0,30}}\)"
    rf"|\s+{IN}\s+(?:the\s+)?(?:file\s+|module\s+|package\s+|class\s+)?{MARK}"
    r"(?:,?\s\(?lines?\s\d{1,6}(?:\s?[-–]\s?\d{1,6})?\)?)?"
    rf"|,?\s+(?:which\sis\s+)?(?:defined|declared|found|located|living)\s+in\s+{MARK},?)?"
)
"""Where a name is; it stands between the name and what is said of it."""
NAMES = rf"{NOUN}{WHERE}{NOUN}(?:\s(?:as well|too|altogether|completely|entirely)\b)?"
THAT = (
    r"(?:\s*[:;,–—-]{1,2}\s+(?:and\s|but\s|since\s|because\s|as\s|for\s){0,1}"
    r"(?:it\s|which\s|that\s|they\s){0,1}|,?\s+(?:since|because|as|which|that)\s+(?:it\s|they\s)?"
    r"|\s+)"
)
"""From a subject to its verb: " ", ", which ", ": it "."""
OPEN = r"\s*(?:\(|\||[:,–—]|\s-\s)\s*"
CELL = r"\s*\|(?:[^|]{0,60}\|){0,2}\s*"
USES = (
    r"(?:usages?|uses|callers?|call[ -]?sites?|calls|references|occurrences|consumers|importers"
    r"|imports|users|dependents|invocations|mentions|hits|matches)"
)
SPOTS = (
    r"(?P<where>files?|places?|modules?|call[ -]?sites?|times|lines?|spots?|locations?|occasions?"
    r"|callers?|components?|matches|hits|occurrences)"
)
USED = r"(?:used|called|imported|referenced|invoked|mentioned)"
HERE = r"(?:repo|repository|project|code ?base|source tree|tree|sources|code)"
SCOPE = (
    rf"(?:\s+(?:of|in|under|below|within|across|inside|throughout)\s+(?:the\s+|all\s+of\s+)?"
    rf"(?:file\s+|folder\s+|directory\s+)?(?P<scope>{MARK})"
    rf"|\s+(?:across|in|over|spread (?:over|across))\s+(?:\d{{1,4}}|{'|'.join(NUMBERS)})\s+"
    r"(?:\w+\s+)?(?:files|modules|places|folders|packages)\b"
    rf"|\s+(?:of|in|across|throughout)\s+(?:the\s+|our\s+|this\s+)?(?:whole\s+"
    rf"|entire\s+)?{HERE}\b)?"
)
NOT_PART = (
    r"(?!\s*,?\s*\(?(?:outside|except|besides|but|other than|apart|aside|beyond|elsewhere|until"
    r"|unless"
    r"|once|when|if|after|before|in|of|under|below|within|across|from|by|on|for|to|at|with|as"
    r"|directly"
    r"|remain\w*|left|else|yet to|throughout|inside)\b)"
)
"""A count of all is no count of some: "no callers outside the tests"."""
TESTS = (
    r"(?:unit |existing |passing |pytest |vitest |jest |automated |green )?"
    r"(?:tests?(?![ -](?:files?|modules?|suites?|class|classes|folders?|data))"
    r"|test[ -](?:cases?|functions?|methods?)|specs?(?! files?)|examples)"
)
PARTIAL = (
    r"(?!\s*(?:that|which|where|whose|with|for|to|of|about|on|covering|per|each|more|fewer|less"
    r"|fail\w*"
    r"|should|will|must|new|need\w*|using|without|left|named|from|matching|still|missing|added"
    r"|chang\w*|remov\w*|delet\w*|are (?:added|new|needed|affected|changed|touched|missing))\b)"
)
LINES = (
    r"[\s-]{0,2}(?:lines?|LOC|SLOC)\b(?:\s+of\s+(?:code|text|python|go|rust|java|kotlin|typescript"
    r"|javascript|ruby|php|c#|swift|markdown|yaml|sql|html|css|source)\b)?(?:\s+long\b)?"
)
ALL_LINES = (
    r"(?!\s*(?:chang|add|remov|delet|of\b|to\b|per\b|each|that\b|which\b|where\b|with\b"
    r"|in\b(?! total| all)|using"
    r"|for\b|or (?:less|fewer|more)|longer|shorter|apart|between|max|at most|later|above|below"
    r"|before"
    r"|after|left|from|maximum|each|limit|more|fewer|less|diff|touched|affected|here|there))"
)
_NO_THING = (
    r"(?!(?:of|too|per|more|fewer|less|or|and|to|in|for|on|at|by|from|with|that|which|each|as|than"
    r"|longer|over|out|are|is|were|so|far|stays?|remains?|now|today|currently|already|altogether"
    r"|yet|matches|match)\b)"
)
THINGS = (
    rf"(?:(?P<sort>{MARK}|\.?{_NO_THING}[\w#+-]{{1,20}})\s+)?(?:{_NO_THING}[\w-]{{2,20}}\s+)?"
    rf"{_NO_THING}(?P<noun>[A-Za-z]{{3,24}})"
)
ALL_THINGS = (
    r"(?=\s*(?:$|[.;:)|!]|,|\(|—|–|\s-\s|(?:now|today|currently|already|so far|altogether"
    r"|right now)\b"
    r"|(?:at|in) (?:present|the moment|total|all)\b"
    r"|and (?:all|none|each|every|they|stays?|it|that)\b"
    r"|(?:plus|and|\+|excluding|without|not counting) (?:an? |the |one |its )?header))"
)
VERBS = (
    r"(?:has|have|defines?|contains?|exports?|imports?|implements?|exposes?|includes?|provides?"
    r"|declares?|lists?)"
)
NAMED = rf"(?P<name>{MARK})"
DOES = (
    r"(?:calls?|uses?|invokes?|reads?|asks?|imports?|exports?|renders?|checks?|raises?|throws?"
    r"|catches|registers?|mounts?|validates?|sorts?|filters?|wraps?|applies|apply|handles?|runs?"
    r"|references?|relies on|delegates|re-exports?|depends on)"
)
"""What a piece of code does with a name that is therefore written in it."""
DONE_IN = (
    r"(?:implemented|defined|declared|exported|handled|present|called|used|imported|invoked"
    r"|registered|mounted|rendered|applied|wired(?: up)?|hooked(?: up)?|referenced|included)"
)
BETWEEN = (
    rf"(?:(?!\b(?:than|instead|not|no|never|without|rather|except|but|unlike|like|similar|via|before"
    rf"|after|when|if|so|and|which|that|to|for|in|from|into|as|where|while|because|or|through|at"
    rf"|its own|their own|one of|part of)\b)[^{MARK}.;:|(]){{0,40}}"
)
"""Between a verb and its object, where nothing parts them: ` the body with `."""
GITIGNORE = (
    rf"(?:(?:the\s|our\s)?(?:root\s)?(?:(?P<list>{MARK})|\.?gitignore\b)(?:\sfile)?"
    r"|the\signore\s(?:file|rules|list))"
)
FULL = (
    r"(?!\s*,?\s*(?:string|list|dict|array|object|set|tuple|map|line|lines|row|slot|except|apart"
    r"|but"
    r"|besides|aside|other than|until|when|if|after|unless|by default|on|at first|beyond|more than"
    r"|of|yet\b.{0,3}\?)\b)"
)
END = (
    r"(?=\s*(?:$|[.;,:)|!—–(]|and\b|but\b|so\b|already\b|today\b|now\b|yet\b|which\b|that\b|since\b"
    r"|because\b|as\b|at present\b|at the moment\b|so far\b))"
)
