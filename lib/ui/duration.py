"""Seconds in words."""


def duration(seconds: float | None) -> str:
    """“34 s”, “2 min 5 s”, “1 h 3 min”; a dash where it is not known."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(whole // 60, 60)
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"
