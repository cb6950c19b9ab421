#!/usr/bin/env python3
"""Asks a real server everything that docs/api/openapi.json describes and holds every answer to it.

Usage: contract.py ROOT REGARD. Starts `REGARD serve` on a port that is free, over a store of its own. Each request's body
and each answer's status, type and body must be as described, and every operation must have been asked with success.
"""
import http.client
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from jsonschema import Draft202012Validator
from server import served

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
api = json.loads((root / "docs/api/openapi.json").read_text(encoding="utf-8"))
complaints, succeeded = [], set()


def resolved(part):
    while "$ref" in part:
        found = api
        for name in part["$ref"][2:].split("/"):
            found = found[name]
        part = found
    return part


def check(value, schema, where):
    validator = Draft202012Validator({**schema, "components": api["components"]})
    for error in validator.iter_errors(value):
        complaints.append(f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


def described(method, path):
    """The operation that a path belongs to."""
    for pattern, methods in api["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path.split("?")[0]) and method.lower() in methods:
            return methods[method.lower()]
    raise SystemExit(f"{method} {path} is not described")


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, method, path, body=None, want=200, kind="application/json", fields=None, follows=True):
        """`follows`: the body is as described; one that is not must be refused."""
        operation, where = described(method, path), f"{method} {path} {body if isinstance(body, bytes) else json.dumps(body)!s:.80}"
        if body is not None and follows and kind.endswith("json"):
            check(body, operation["requestBody"]["content"][kind]["schema"], where + " (asked)")
        headers = {**(fields or {}), **({"Content-Type": kind} if body is not None else {})}
        self.connection.request(method, path, body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode(), headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8")
        if answer.status != want:
            complaints.append(f"{where}: {answer.status} instead of {want}: {text[:200]}")
        response = operation["responses"].get(str(answer.status))
        if response is None:
            complaints.append(f"{where}: {answer.status} is not described")
            return None
        if answer.status < 300:
            succeeded.add(operation["operationId"])
        content = resolved(response).get("content")
        if content is None:
            if text:
                complaints.append(f"{where}: a body that is not described")
            return None
        got = (answer.getheader("Content-Type") or "").split(";")[0]
        if got not in content:
            complaints.append(f"{where}: {got} is not described")
            return None
        value = json.loads(text) if got.endswith("json") else text
        check(value, content[got]["schema"], f"{where} -> {answer.status}")
        if got == "application/problem+json" and value["status"] != answer.status:
            complaints.append(f"{where}: the problem says {value['status']}")
        return value


def talk(ask):
    for part in ("/", "/page.css", "/page.js"):
        ask("GET", part)
    ask("GET", "/livez")
    hash_ = ask("GET", "/readyz")["rulebook_hash"]
    ask("GET", "/metrics")
    if ask("GET", "/openapi.json") != api:
        complaints.append("/openapi.json is not docs/api/openapi.json")
    if ask("GET", "/v1/rulebook")["hash"] != hash_:
        complaints.append("/v1/rulebook has another hash than /readyz")

    # The same rules once more, and back.
    octets = "application/octet-stream"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "more").mkdir()
        for file in (root / "rules/examples/first_days").iterdir():
            text = file.read_text(encoding="utf-8")
            (Path(folder) / "more" / file.name).write_text(text.replace("the code from the letter", "the code"), encoding="utf-8")
        subprocess.run([regard, "build", Path(folder) / "more", "-o", Path(folder) / "new.bundle"], check=True, capture_output=True)
        bundle = (Path(folder) / "new.bundle").read_bytes()
    ask("POST", "/v1/rulebooks", {}, 415, follows=False)
    ask("POST", "/v1/rulebooks", b"nothing", 422, kind=octets)
    published = ask("POST", "/v1/rulebooks", bundle, 201, kind=octets)
    ask("POST", "/v1/rulebooks", bundle, kind=octets)
    ask("POST", "/v1/rulebooks/" + 64 * "0" + ":activate", want=404)
    ask("POST", "/v1/rulebooks:rollback", want=409)
    ask("POST", f"/v1/rulebooks/{published['hash']}:activate")
    if ask("GET", "/v1/rulebook")["hash"] != published["hash"]:
        complaints.append("what was activated does not decide")
    if ask("POST", "/v1/rulebooks:rollback")["hash"] != hash_:
        complaints.append("what decided before does not decide again")
    ask("GET", "/v1/rulebooks")
    if len(ask("GET", "/v1/audit")["entries"]) != 5:
        complaints.append("not every change is in the audit trail")

    ann = "/v1/customers/" + quote("ann/1", safe="")
    ask("PUT", ann, {"attributes": {"opened_on": "2026-03-01"}}, 201)
    customer = ask("GET", ann)
    ask("PUT", ann, customer)
    ask("PUT", ann, customer, 412)
    ask("PATCH", ann, {"attributes": {"opened_on": None}}, kind="application/merge-patch+json")
    ask("PATCH", ann, {"attributes": {"opened_on": "2026-03-01"}}, kind="application/merge-patch+json")
    ask("PATCH", "/v1/customers/nobody", {"attributes": {}}, 404, kind="application/merge-patch+json")
    ask("PUT", ann, {"attributes": {"openedon": 1}}, 400)
    ask("PUT", ann, {"attribute": {}}, 400, follows=False)
    ask("PUT", ann, {"attributes": {}}, 415, kind="text/plain", follows=False)

    moment = {"customer": "ann/1", "now": "2026-03-02T10:00", "request": {"channel": "email"}}
    decision = ask("POST", "/v1/decisions", {**moment, "why": True, "keep": 2, "seed": 1, "deadline_ms": 5000})
    ask("POST", "/v1/decisions", {**moment, "channels": ["email"], "why": True})
    ask("POST", "/v1/decisions", {**moment, "channels": ["call"]}, 400)
    ask("POST", "/v1/decisions?shape=flat", {**moment, "why": True})
    ask("POST", "/v1/decisions?shape=round", moment, 400)
    ask("POST", "/v1/decisions?shap=flat", moment, 400)
    ask("POST", "/v1/decisions", {**moment, "set": {"opened_on": None}})
    ask("POST", "/v1/decisions", {**moment, "customer": "nobody"}, 404)
    ask("POST", "/v1/decisions", {**moment, "chanel": "email"}, 400, follows=False)
    ask("POST", "/v1/decisions", {**moment, "deadline_ms": 0}, 503)
    key = {"Idempotency-Key": "k"}
    ask("POST", "/v1/decisions", moment, fields=key)
    ask("POST", "/v1/decisions", moment, fields=key)
    ask("POST", "/v1/decisions", {**moment, "seed": 2}, 422, fields=key)
    ask("POST", "/v1/decisions:batch", {"decisions": [moment, {"customer": "nobody"}], "deadline_ms": 5000})
    ask("POST", "/v1/decisions:batch", {"decisions": []}, 400, follows=False)

    ask("POST", "/v1/outcomes", {"decision": decision["id"], "action": decision["offered"][0]["action"], "outcome": "presented"})
    ask("POST", "/v1/outcomes", {"decision": decision["id"], "action": "nothing", "outcome": "presented"}, 400)
    ask("GET", "/v1/decisions/" + decision["id"])
    ask("GET", "/v1/decisions/" + decision["id"] + "/why")
    ask("GET", "/v1/decisions/00000000-0000-7000-8000-000000000000", want=404)

    ask("POST", "/v1/events", {"customer": "ann/1", "event": "deposit", "fields": {"amount": "€50"}, "key": "d-1"})
    ask("POST", "/v1/events", {"customer": "ann/1", "event": "deposit", "fields": {"amount": "€50"}, "key": "d-1"})
    ask("POST", "/v1/events", {"customer": "ann/1", "event": "deposits"}, 400)
    ask("POST", "/v1/events", {"specversion": "1.0", "id": "1", "source": "/app", "type": "bank.login", "subject": "ann/1"},
        kind="application/cloudevents+json")
    # What the dashboard draws is there to be drawn.
    metrics = ask("GET", "/metrics")
    named = set(re.findall(r"\bregard_\w+", (root / "docs/operations/grafana.json").read_text(encoding="utf-8")))
    for name in named:
        if f"# TYPE {name.removesuffix('_bucket')} " not in metrics:
            complaints.append(f"the dashboard draws {name}, which /metrics has not")

    history = ask("GET", ann + "/history")["history"]
    if len(history["deposit"]) != 1 or len(history["login"]) != 1:
        complaints.append(f"the history is {history}")
    ask("DELETE", ann, want=204)
    ask("GET", ann, want=404)
    ask("GET", ann + "/history", want=404)
    ask("DELETE", ann, want=404)
    ask("GET", "/v1/decisions/" + decision["id"], want=404)


def watch(url):
    """What `regard top` makes of the server: every metric that it draws is there."""
    ran = subprocess.run([regard, "top", url, "--once", "--json", "--every", "0.1"], capture_output=True, text=True)
    if ran.returncode != 0:
        complaints.append(f"regard top: {ran.stderr}")
        return
    top = json.loads(ran.stdout)
    operations = {one["operation"] for one in top["operations"]}
    if not {"decide", "outcome", "getCustomer"} <= operations or top["store_bytes"] <= 0 or not top["ready"]:
        complaints.append(f"regard top says {ran.stdout}")
    if "show_the_way_in" not in {one["action"] for one in top["actions"]}:
        complaints.append(f"regard top knows no action: {ran.stdout}")
    if subprocess.run([regard, "top", url, "--ready"], capture_output=True).returncode != 0:
        complaints.append("regard top --ready does not find the server ready")


def main():
    with served(root, regard) as port:
        talk(Client(port).ask)
        watch(f"http://127.0.0.1:{port}")
    missing = {o["operationId"] for m in api["paths"].values() for o in m.values() if "operationId" in o} - succeeded
    if missing:
        complaints.append(f"never asked with success: {', '.join(sorted(missing))}")
    print("\n".join(complaints))
    print(f"{len(succeeded)} operations, {len(complaints)} complaints")
    return 1 if complaints else 0


sys.exit(main())
