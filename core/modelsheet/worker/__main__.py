"""`python -m modelsheet.worker`"""

from ..cores import blas_on_one_thread

if __name__ == "__main__":
    blas_on_one_thread()
    from .server import main  # and numpy with it

    main()
