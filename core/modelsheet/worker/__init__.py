"""A process that stays warm: jobs in and events out, as JSON lines on stdin and stdout.

The first line out greets: {"event": "hello", "protocol": 1, "version": "0.1.0", "pid": 4242}.

Requests have an `id` and say what to `do`:

    generate     prompt or image (image_view is what it shows: front, right ...), folder;
                 seed, generator, steps, guidance, expand, triangles, texture_size, height
    reroll       sheet (a folder), pinned (names of views that stay, beside what was painted), folder;
                 the rest as above
    reconstruct  sheet (a folder), folder; triangles, texture_size, height
    cancel       job (the id of a request)
    status
    shutdown

Events carry the `id` of the request that they belong to:

    progress     phase, fraction (of the phase), overall (of the job), eta in seconds
    sheet        path of a (N, H, W, 4) uint8 .npy file, names of its N views
    done         folder with asset.glb, sheet.png, report.json ...; notice, which may be empty
    cancelled    the job left nothing behind
    error        message: one line that says what to do
    status       generator that is loaded, job that runs, ids that wait

A job's results are files in its folder, written to a temporary name first. Logs go to stderr. The
process ends when stdin closes or its parent dies.
"""

PROTOCOL = 1
