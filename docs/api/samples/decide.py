"""What is best for a customer on the line. Usage: REGARD_URL=http://127.0.0.1:8080 decide.py CUSTOMER CHANNEL"""
import json
import os
import sys
import urllib.request


def decide(customer: str, channel: str) -> dict[str, str]:
    body = {"customer": customer, "request": {"channel": channel}, "deadline_ms": 2000}
    request = urllib.request.Request(f"{os.environ['REGARD_URL']}/v1/decisions?shape=flat", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


if __name__ == "__main__":
    print(json.dumps(decide(sys.argv[1], sys.argv[2])))
