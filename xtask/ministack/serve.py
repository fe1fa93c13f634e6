"""MiniStack on loopback, with a clock that tests can move. It ends when whoever started it closes its input."""

import mmap
import os
import struct
import sys
import threading
import time

real_time = time.time


def use_clock(file):
    """Two little-endian doubles: seconds to add to the real time, and the time to stand at instead, when not 0."""
    with open(file, "r+b") as opened:
        page = mmap.mmap(opened.fileno(), 16)

    def now():
        shift, stopped = struct.unpack("<dd", page[:16])
        return stopped or real_time() + shift

    time.time = now
    time.time_ns = lambda: int(now() * 1_000_000_000)


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


use_clock(os.environ["TSUNAGI_TEST_AWS_CLOCK"])
threading.Thread(target=end_with_parent, daemon=True).start()

from ministack.services import scheduler  # noqa: E402

# It looks every ten seconds for schedules that are due; with a clock that jumps, that is all there is to wait for.
scheduler._SCHEDULE_TICK_INTERVAL = 0.2

from ministack.app import main  # noqa: E402

main()
