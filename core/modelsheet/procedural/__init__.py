"""Things that words describe exactly: a prompt's parameters, and the parts they make.

A family (`families/`) has parameters that words name; `words.py` tells them and reads them from a prompt.
"""

from .families import families
from .family import Family
from .shape import Part
from .surface import concatenate, surface
from .words import captions, describe, read, told

__all__ = ["Family", "Part", "captions", "concatenate", "describe", "families", "read", "surface", "told"]
