"""Counts what AWS charges for: a line of JSON for each request that arrives, each batch that a queue hands to a function,
each run of a function and each message of a socket. Requests are counted where they arrive, as a proxy would."""

import json
import threading
import time

from ministack import app
from ministack.core.router import extract_access_key_id
from ministack.services import lambda_svc, sqs, sts

LOCK = threading.Lock()

# CloudWatch stores this with each line, and Lambda writes three lines of this length together around each run.
LINE_BYTES = 26
PLATFORM_BYTES = 420


def count(file):
    opened = open(file, "a", buffering=1)

    def tell(who, what, **more):
        with LOCK:
            opened.write(json.dumps({"who": who, "what": what, **more}) + "\n")

    count_requests(tell)
    count_runs(tell)
    count_batches(tell)


def count_requests(tell):
    serve = app.app

    async def counted(scope, receive, send):
        if scope["type"] == "websocket":
            return await serve(scope, *socket(tell, receive, send))
        if scope["type"] != "http":
            return await serve(scope, receive, send)
        request = {"in": bytearray(), "out": bytearray(), "status": 0}

        async def reading():
            message = await receive()
            request["in"] += message.get("body", b"")
            return message

        async def writing(message):
            if message["type"] == "http.response.start":
                request["status"] = message["status"]
            request["out"] += message.get("body", b"")
            await send(message)

        await serve(scope, reading, writing)
        name = operation(scope)
        if name:
            asked, answer = request["in"], request["out"]
            capacity = units(name, asked, answer) if name.startswith("dynamodb:") else {}
            sizes = {"bytes_in": len(asked), "bytes_out": len(answer)}
            tell(caller(scope), name, status=request["status"], **sizes, **capacity)

    app.app = counted


def socket(tell, receive, send):
    async def reading():
        message = await receive()
        if message["type"] == "websocket.receive":
            tell(None, "socket:In", bytes=len(text_of(message)))
        return message

    async def writing(message):
        if message["type"] == "websocket.send":
            tell(None, "socket:Out", bytes=len(text_of(message)))
        await send(message)

    return reading, writing


def text_of(message):
    return (message.get("text") or "").encode() or message.get("bytes") or b""


def headers_of(scope):
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def caller(scope):
    """The function whose role signed it; nothing for whoever is outside."""
    session = sts._sessions.get(extract_access_key_id(headers_of(scope)))
    return session["Arn"].rsplit("/", 1)[-1] if session else None


def operation(scope):
    """The service and what it is asked for; nothing for what only an emulator has."""
    headers, path, method = headers_of(scope), scope["path"], scope["method"]
    target = headers.get("x-amz-target", "")
    if target.startswith("DynamoDB_"):
        return "dynamodb:" + target.rsplit(".", 1)[-1]
    if target.startswith("AmazonSQS."):
        return "sqs:" + target.rsplit(".", 1)[-1]
    if target.startswith("AmazonSSM."):
        return "ssm:" + target.rsplit(".", 1)[-1]
    if target.startswith("TrentService."):
        return "kms:" + target.rsplit(".", 1)[-1]
    if "/@connections/" in path:
        return {"POST": "sockets:PostToConnection"}.get(method, "sockets:" + method)
    if path.startswith("/_aws/execute-api/"):
        return "http:Request"
    if path.startswith("/schedules/"):
        return {"POST": "scheduler:CreateSchedule"}.get(method, "scheduler:" + method)
    if path.startswith(("/_", "/2015-03-31/")):
        return None
    service = headers.get("authorization", "").partition("Credential=")[2].split("/")[3:4]
    return f"{service[0]}:{method}" if service else None


def units(name, asked, answer):
    try:
        asked, told = json.loads(bytes(asked)), json.loads(bytes(answer))
    except ValueError:
        return {}
    if name == "dynamodb:BatchGetItem":
        # It does not tell. An item of up to 4 KB is one, and so is one that is not there; ours are smaller.
        return {"units": sum(len(table["Keys"]) for table in asked["RequestItems"].values())}
    capacity = told.get("ConsumedCapacity") or {}
    capacity = capacity if isinstance(capacity, list) else [capacity]
    return {"units": sum(table.get("CapacityUnits", 0) for table in capacity)}


def count_runs(tell):
    run = lambda_svc._execute_function_dispatch

    def counted(func, config, event, *rest):
        began = time.monotonic()
        result = run(func, config, event, *rest)
        log = result.get("log", "") if isinstance(result, dict) else ""
        lines = [line for line in log.splitlines() if line]
        log_bytes = PLATFORM_BYTES + 3 * LINE_BYTES + sum(len(line.encode()) + LINE_BYTES for line in lines)
        told = {"memory_mb": config.get("MemorySize", 128), "log_bytes": log_bytes}
        tell(config.get("FunctionName"), "lambda:Run", ms=round(1000 * (time.monotonic() - began), 1), **told)
        return result

    lambda_svc._execute_function_dispatch = counted


def count_batches(tell):
    receive, delete = sqs._receive_messages_for_esm, sqs._delete_messages_for_esm

    def received(queue, most):
        batch = receive(queue, most)
        if batch:
            tell(None, "sqs:PollerReceive", queue=queue.rsplit("/", 1)[-1], messages=len(batch))
        return batch

    def deleted(queue, receipts):
        if receipts:
            tell(None, "sqs:PollerDelete", queue=queue.rsplit("/", 1)[-1], messages=len(receipts))
        return delete(queue, receipts)

    sqs._receive_messages_for_esm, sqs._delete_messages_for_esm = received, deleted
