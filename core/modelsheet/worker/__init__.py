"""A process that stays warm: jobs in and events out, as JSON lines on stdin and stdout.

The first line out greets: {"event": "hello", "protocol": 2, "version": "0.1.0", "pid": 4242}.
Where the worker can't start, for want of memory say, it is an `error` without an id, and the process ends.

Requests have an `id` and say what to `do`:

    generate     folder, and fields of `request.Request`: prompt or image (image_view is what it shows), seed,
                 generator ...; sheet (a folder) and pin (names of views that stay, beside what was painted)
                 draw a saved sheet anew
    reconstruct  folder, sheet (a folder); fields of `request.Request` that shape the mesh
    download     model (the name of a model, or of a route for all that it needs); token and endpoint of the
                 Hub, where they are not those of the environment
    import       model, folder with the files, fetched by hand
    verify       model
    remove       model
    cancel       job (the id of a request)
    status
    stages       the routes, generators, methods and formats that there are
    models       the routes and models with what they need, cost and allow
    prepare      load the model that comes with the engine, for a job will come soon
    unload       let go of all models, between two jobs
    jobs         path of a jobs file, to be read as requests
    shutdown

Jobs (generate, reconstruct) run one after the other; download, import, verify and remove do so beside them.

Events carry the `id` of the request that they belong to:

    progress     phase, fraction (of the phase), overall (of the job), eta in seconds; of a download also
                 model, bytes that are there, total, and eta null while it can't be known
    picture      path of the PNG that was drawn of the words, in the job's folder
    sheet        path of a .npz file with an (H, W, 4) uint8 array a view; names of the views, in order;
                 where several are drawn each has its own, with its number from 1 as candidate, and its seed;
                 the one without them, at the end, is that which goes on
    mesh         path of the GLB, whole but not yet in its folder: read it at once, or after `done` from there
    done         folder with asset.glb, sheet.png, report.json ...; notices, a list of messages. Of models:
                 models, the names of those that were dealt with
    cancelled    the job left nothing behind; what a download has is kept for the next one
    error        code, values and text: a message of `errors`, in one line that says what to do
    status       generator that is loaded, loaded (all models), job that runs, waiting and downloads (ids)
    stages       routes, generators, reconstructors, exporters: each a list of objects with name and summary
    models       routes (see routes.to_dict), models (see hub.catalogue.to_dict), folder where models lie,
                 free (bytes on its disk)
    prepare      it is loaded as soon as no job runs
    unloading    as soon as no job runs
    jobs         jobs, a list of objects with the fields that each row gives
    cutout       path of the PNG

A job's results are files in its folder, written to a temporary name first. Logs go to stderr. The
process ends when stdin closes or its parent dies.
"""

PROTOCOL = 2
