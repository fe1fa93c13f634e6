"""The condition key `dynamodb:LeadingKeys`: partitions that a request names. The emulator has no such key, and a condition on
a key that is not there holds for every request."""

import json

from ministack.core import iam_actions, iam_evaluator

NAME = "dynamodb:LeadingKeys"


def partitions(part):
    """Of one request, or of one item of a transaction."""
    tables = part.get("RequestItems", {}).values()
    keys = [key for table in tables for key in table["Keys"]] + [part[name] for name in ("Key", "Item") if name in part]
    named = [key["pk"]["S"] for key in keys]
    if "KeyConditionExpression" in part:
        named.append(part["ExpressionAttributeValues"][":pk"]["S"])
    return named


class ItemAction(str):
    """The action of one item of a transaction, which is authorised by itself. AWS does not say whether its condition compares
    the key of that item or those of the whole transaction: here it is all of them, and roles that allow that allow each."""


def add_leading_keys():
    service_context = iam_actions.dynamodb_service_context
    transaction_checks = iam_actions.dynamodb_transaction_checks
    enforce = iam_evaluator.enforce

    def with_partitions(body):
        return {**service_context(body), NAME: partitions(json.loads(body or b"{}")) or None}

    def checks_of_items(action, body, *rest):
        checks = transaction_checks(action, body, *rest)
        items = json.loads(body)["TransactItems"] if checks else []
        parts = [part for item in items for part in item.values()]
        named = [name for part in parts for name in partitions(part)]
        for number, (name, arn) in enumerate(checks):
            name = ItemAction(name)
            name.partitions = named
            checks[number] = (name, arn)
        return checks

    def enforced(caller, action, *rest, service_context=None, **more):
        if isinstance(action, ItemAction):
            service_context = {**service_context, NAME: action.partitions}
        return enforce(caller, action, *rest, service_context=service_context, **more)

    iam_actions.dynamodb_service_context = with_partitions
    iam_actions.dynamodb_transaction_checks = checks_of_items
    iam_evaluator.enforce = enforced
