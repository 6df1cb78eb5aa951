"""A process that stays warm: jobs in and events out, as JSON lines on stdin and stdout.

The first line out greets: {"event": "hello", "protocol": 2, "version": "0.1.0", "pid": 4242}.

Requests have an `id` and say what to `do`:

    generate     folder, and fields of `request.Request`: prompt or image (image_view is what it shows), seed,
                 generator ...; sheet (a folder) and pin (names of views that stay, beside what was painted)
                 draw a saved sheet anew
    reconstruct  folder, sheet (a folder); fields of `request.Request` that shape the mesh
    cancel       job (the id of a request)
    status
    stages       the generators, methods and formats that there are
    shutdown

Events carry the `id` of the request that they belong to:

    progress     phase, fraction (of the phase), overall (of the job), eta in seconds
    sheet        path of a .npz file with an (H, W, 4) uint8 array a view; names of the views, in order;
                 where several are drawn each has its own, with its number from 1 as candidate, and its seed;
                 the one without them, at the end, is that which goes on
    mesh         path of the GLB, whole but not yet in its folder: read it at once, or after `done` from there
    done         folder with asset.glb, sheet.png, report.json ...; notices, a list of messages
    cancelled    the job left nothing behind
    error        code, values and text: a message of `errors`, in one line that says what to do
    status       generator that is loaded, job that runs, ids that wait
    stages       generators, reconstructors, exporters: each a list of objects with name and summary

A job's results are files in its folder, written to a temporary name first. Logs go to stderr. The
process ends when stdin closes or its parent dies.
"""

PROTOCOL = 2
