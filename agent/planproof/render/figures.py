"""How reports write amounts, ranges and bars."""

from planproof.core.estimate import Range

_BLOCKS = "▏▎▍▌▋▊▉█"
"""Eighths of a character, the last of them whole."""


def spell(range_: Range | None) -> str:
    """`1,200`, or `1,200 to 3,400`; `unknown` for None."""
    if range_ is None:
        return "unknown"
    low, high = round(range_.low), round(range_.high)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def spell_usd(range_: Range | None) -> str:
    """`0.12 USD`, or `0.12 to 0.40 USD`; what is not nothing never reads `0.00`."""
    if range_ is None:
        return "unknown"
    low, high = _amount(range_.low), _amount(range_.high)
    return f"{low} USD" if low == high else f"{low} to {high} USD"


def bar(value: float, most: float, width: int = 20) -> str:
    """A bar as long as *value* is of *most*; what is not nothing shows at least a sliver."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(8 * width * min(1.0, value / most)))
    whole, rest = divmod(eighths, 8)
    return _BLOCKS[-1] * whole + (_BLOCKS[rest - 1] if rest else "")


def _amount(usd: float) -> str:
    if usd == 0:
        return "0"
    return f"{usd:,.2f}" if usd >= 0.1 else f"{usd:.3f}" if usd >= 0.001 else "under 0.001"
