"""Things that words describe exactly: a prompt's parameters, and the parts they make.

A family (`families/`) has parameters that words name; `words.py` tells them and reads them from a prompt.
"""

from .families import families
from .family import Family
from .shape import Part

__all__ = ["Family", "Part", "families"]
