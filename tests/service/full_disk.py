#!/usr/bin/env python3
"""Fills a server's disk and asks on: decisions are made all the same, and say that they are not logged; writes are refused.

Usage: full_disk.py ROOT REGARD.
"""
import http.client
import json
import sys
from pathlib import Path

from server import served

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
WRITES_MAX = 2000  # far more than fit


def main():
    with served(root, regard, "--log", "durable", "--deadline", "10000", kilobytes=64) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

        def ask(method, path, body=None):
            connection.request(method, path, body and json.dumps(body), body and {"Content-Type": "application/json"} or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

        def decide(seed):
            return ask("POST", "/v1/decisions", {"customer": "bob", "seed": seed, "request": {"channel": "email"}})

        logged = 0
        while True:
            status, decision = decide(logged)
            assert status == 200, decision
            if decision["id"] is None:
                break
            logged += 1
            assert logged < WRITES_MAX, "the disk never was full"
        assert "not in the log" in decision["notes"][-1], decision["notes"]
        assert [offered["action"] for offered in decision["offered"]], "nothing was decided"
        for seed in range(20):
            status, decision = decide(seed)
            assert status == 200 and decision["degraded"] is None, decision
        written = 0  # there may be room yet for what is smaller
        while True:
            customer = f"/v1/customers/eve-{written}"
            status, answer = ask("PUT", customer, {"attributes": {"opened_on": "2026-03-01"}})
            if status != 201:
                break
            written += 1
            assert written < WRITES_MAX, "the disk never was full"
        assert status in (503, 507), answer
        assert ask("GET", customer)[0] == 404, "it was refused, and is there"
        assert written == 0 or ask("GET", f"/v1/customers/eve-{written - 1}")[0] == 200, "it was taken, and is not there"
        assert ask("GET", "/v1/customers/bob")[0] == 200
        assert ask("GET", "/readyz")[0] == 200
    print(f"{logged} decisions were logged and {written} customers written until the disk was full")


main()
