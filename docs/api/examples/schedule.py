#!/usr/bin/env python3
"""Plans a call for tomorrow, makes a link for one guest, moves the call by an hour, and prints the links.

TINCAN=https://calls.example.org KEY=tin_… ./schedule.py

Needs nothing but Python 3.9.
"""

import json
import os
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

SERVER = os.environ.get("TINCAN", "http://localhost:8080")
KEY = os.environ["KEY"]


def api(method, path, body=None, **headers):
    """The answer as an object; an error is an exception whose body says why, as problem details."""
    request = urllib.request.Request(
        f"{SERVER}/api/v1{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {KEY}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


start = (datetime.now(timezone.utc) + timedelta(days=1)).replace(microsecond=0)

# The same Idempotency-Key twice makes one call, however often the network fails in between.
call = api(
    "POST",
    "/calls",
    {"title": "Consultation", "startsAt": start.isoformat(), "zone": "Europe/Berlin", "lobby": True},
    Idempotency_Key=str(uuid.uuid4()),
)
link = api("POST", f"/calls/{call['id']}/links", {"role": "guest", "name": "Ana"})

# If-Match takes the revision of the call as we know it, so that nobody's change is lost.
now = api("GET", f"/calls/{call['id']}")
moved = api(
    "PATCH",
    f"/calls/{call['id']}",
    {"startsAt": (start + timedelta(hours=1)).isoformat()},
    If_Match=f'"{now["revision"]}"',
)

print("host:", call["hostLink"])
print("Ana:", link["link"])
print("starts:", moved["startsAt"])
