"""What schemathesis cannot know of the report endpoint."""

import hashlib
import hmac
import itertools
import os
from datetime import datetime, timedelta

import schemathesis
from schemathesis.specs.openapi import checks

# After ten wrong tokens a wrong one is refused with 429.
checks.AUTH_ENFORCED_STATUSES = frozenset({401, 403, 429})

NOW = datetime.fromisoformat(os.environ["FUZZ_NOW"].replace("Z", "+00:00"))
TOKEN = os.environ["FUZZ_PROOF_TOKEN"].encode()
SIGNED = ("x-sealwatch-timestamp", "x-sealwatch-content-sha256", "x-sealwatch-signature")
posts = itertools.count()


def signed(request):
    """Signs the body as it goes over the wire, each time at another moment: no post is taken twice."""
    body = request.body or b""
    digest = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
    moment = NOW + timedelta(milliseconds=next(posts) % 200_000)
    at = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    text = f"sealwatch-proof-v1\n{at}\n{digest}".encode()
    request.headers.update(zip(SIGNED, (at, digest, hmac.new(TOKEN, text, "sha256").hexdigest())))
    return request


@schemathesis.hook
def before_call(context, case, kwargs):
    # A case that leaves one of the headers out is about that.
    if case.operation.label == "POST /proofs" and all(name in (case.headers or {}) for name in SIGNED):
        kwargs["auth"] = signed
