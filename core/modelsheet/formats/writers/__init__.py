"""Assets to files: one file a format, found by its name.

A format is a module in this package with a `SPEC` (see `registry.ExporterSpec`), or an entry point of another
package; modules whose name starts with an underscore are parts that formats share.
"""
