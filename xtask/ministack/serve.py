"""MiniStack on loopback, with a clock that tests can move. It ends when whoever started it closes its input, unless
TSUNAGI_TEST_AWS_STAYS is set."""

import json
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
if "TSUNAGI_TEST_AWS_STAYS" not in os.environ:
    threading.Thread(target=end_with_parent, daemon=True).start()

from ministack.services import scheduler  # noqa: E402

# It looks every ten seconds for schedules that are due; with a clock that jumps, that is all there is to wait for.
scheduler._SCHEDULE_TICK_INTERVAL = 0.2

from ministack.services.cloudformation import changesets, engine, handlers  # noqa: E402,F401

# It applies SAM's transform to the outermost template, and nested ones, read by this, have it too. The modules above
# hold the function as it was.
parse_template = engine._parse_template
engine._parse_template = lambda body: engine._apply_transforms(parse_template(body))

from ministack.core import iam_actions, sigv4  # noqa: E402

# Where time jumps, the age of a signature says nothing.
sigv4.request_time_failure = lambda signature, **_: None

# A batch is authorised as what it is a batch of; SQS has no actions for batches.
iam_action = iam_actions.extract_iam_action


def without_batch(service, *arguments):
    action = iam_action(service, *arguments)
    return action.removesuffix("Batch") if service == "sqs" and action else action


iam_actions.extract_iam_action = without_batch

# A schedule's name stands below that of its group, which the request's body tells.
resource_arn = iam_actions.extract_resource_arn


def with_group(service, method, path, headers, body, *rest):
    arn = resource_arn(service, method, path, headers, body, *rest)
    if service == "scheduler" and body:
        arn = arn.replace(":schedule/default/", f":schedule/{json.loads(body).get('GroupName', 'default')}/")
    return arn


iam_actions.extract_resource_arn = with_group

from leading_keys import add_leading_keys  # noqa: E402

add_leading_keys()

if "TSUNAGI_TEST_AWS_COUNT" in os.environ:
    from count import count

    count(os.environ["TSUNAGI_TEST_AWS_COUNT"])

if "TSUNAGI_TEST_AWS_HOLD" in os.environ:
    from hold import hold

    hold(os.environ["TSUNAGI_TEST_AWS_HOLD"])

from ministack.app import main  # noqa: E402

main()
