"""Locks on open files; the system lets go of them however the process ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":  # pragma: no cover - Windows alone
    import msvcrt
    import os

    #: Windows locks bytes, not files: this one lies beyond every file, so that all can be read.
    _BEYOND = 1 << 30

    def lock(handle: int) -> None:
        """Lock an open file; raises OSError where another process holds the lock."""
        here = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, here, os.SEEK_SET)

else:
    import fcntl

    def lock(handle: int) -> None:
        """Lock an open file; raises OSError where another process holds the lock."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
