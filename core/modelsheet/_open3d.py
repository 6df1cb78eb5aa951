"""Import open3d on a machine that has no libusb, and without the web server that it brings.

open3d's wheel links libusb for depth cameras; Debian and Ubuntu images often lack it. The PyPI
package `libusb-package` carries the library, which is loaded first so that the linker finds it.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@functools.cache
def open3d() -> ModuleType:
    """The open3d module."""
    try:
        ctypes.CDLL("libusb-1.0.so.0")
    except OSError:
        import libusb_package

        path = libusb_package.get_library_path()
        if path is not None:
            ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    with _without_dash():
        import open3d

    return open3d


@contextmanager
def _without_dash() -> Iterator[None]:
    """Dash shows open3d's plots in a browser; importing it takes as long as all the rest of open3d."""
    if "dash" in sys.modules:
        yield
        return
    empty = ModuleType("dash")
    empty.html = empty.dcc = empty.Dash = None  # type: ignore[attr-defined]
    sys.modules["dash"] = empty
    try:
        yield
    finally:
        del sys.modules["dash"]
