"""Import open3d on a machine that has no libusb.

open3d's wheel links libusb for depth cameras; Debian and Ubuntu images often lack it. The PyPI
package `libusb-package` carries the library, which is loaded first so that the linker finds it.
"""

from __future__ import annotations

import ctypes
import functools
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
    import open3d

    return open3d
