# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: a Python of its own, outside Blender, and the worker that runs in it.

Nothing here but `pump` knows Blender.
"""
