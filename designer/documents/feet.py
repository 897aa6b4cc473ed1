"""Feet and inches as the drawings of buildings give them."""

__all__ = ["feet_and_inches"]

#: An inch [m], into how many parts it is divided, and how these are written.
_INCH, _PARTS, _FRACTIONS = 0.0254, 4, ("", " 1/4", " 1/2", " 3/4")


def feet_and_inches(metres: float) -> str:
    """A length in feet and inches to a quarter of an inch.

    >>> feet_and_inches(45.3390), feet_and_inches(1.2)
    ('148\\'-9"', '3\\'-11 1/4"')
    """
    feet, rest = divmod(round(abs(metres) / _INCH * _PARTS), 12 * _PARTS)
    inches, part = divmod(rest, _PARTS)
    return f"{'-' if metres < 0 and feet + rest else ''}{feet:,}'-{inches}{_FRACTIONS[part]}\""
