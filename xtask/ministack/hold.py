"""Holds one request of a function at a certain moment, so that a test can end the function there.

A test writes `<function> <operation> <before or after>` into a file: `ConversationTurn dynamodb:TransactWriteItems before`. The
next such request is held before it does anything, or after it did everything and before it is answered; `held` beside the file
says so. When the test removes the file, the request goes nowhere, as one does whose maker died."""

import asyncio
import os

from count import caller, operation
from ministack import app

LOOK_EVERY_S = 0.02


def hold(file):
    serve = app.app
    held = file + ".held"

    async def until_let_go():
        open(held, "w").close()
        while os.path.exists(file):
            await asyncio.sleep(LOOK_EVERY_S)
        os.remove(held)

    async def holding(scope, receive, send):
        when = moment(file, scope) if scope["type"] == "http" and not os.path.exists(held) else None
        if when == "before":
            return await until_let_go()
        if when is None:
            return await serve(scope, receive, send)
        answer = []

        async def keep(message):
            answer.append(message)

        await serve(scope, receive, keep)
        await until_let_go()

    app.app = holding


def moment(file, scope):
    try:
        function, wanted, when = open(file).read().split()
    except (FileNotFoundError, ValueError):
        return None
    name = operation(scope)
    fits = name and name.removesuffix("Batch") == wanted and function in (caller(scope) or "")
    return when if fits else None
