#!/usr/bin/env python3
"""Runs every sample of docs/api/samples against a real server: all must get the same decision.

Usage: samples.py ROOT REGARD. The TypeScript one is run where there are esbuild and node, else this says that it was not.
"""
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from server import served

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
samples = root / "docs/api/samples"
complaints = []


def asked(command, stdin=None):
    run = subprocess.run(command, capture_output=True, text=True, input=stdin, timeout=30)
    if run.returncode != 0:
        complaints.append(f"{command[0]} ended with {run.returncode}: {run.stderr[-300:]}")
        return {}
    return json.loads(run.stdout)


def typescript():
    if not shutil.which("esbuild") or not shutil.which("node"):
        print("decide.ts was not run: there is no esbuild or no node")
        return None
    script = subprocess.run(["esbuild", samples / "decide.ts", "--format=esm"], check=True, capture_output=True, text=True)
    return asked(["node", "--input-type=module", "-", "bob", "email"], script.stdout)


def lambda_handler():
    spec = importlib.util.spec_from_file_location("lambda_sample", samples / "amazon_connect_lambda.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    event = {"Details": {"ContactData": {"ContactId": "c-1"}, "Parameters": {"customer": "bob", "channel": "email"}}}
    first = module.handler(event, None)
    if module.handler(event, None) != first:
        complaints.append("asked again in one contact, Amazon Connect gets another decision")
    for key, value in first.items():
        if not isinstance(value, str):
            complaints.append(f"Amazon Connect takes texts alone: {key} is {value!r}")
    return first


def genesys(url):
    """As the platform does it: the templates filled in, the answer held to the contract."""
    action = json.loads((samples / "genesys_data_action.json").read_text(encoding="utf-8"))
    request = action["config"]["request"]
    given = {"CUSTOMER": "bob", "CHANNEL": "email"}
    if set(action["contract"]["input"]["inputSchema"]["required"]) != set(given):
        complaints.append("the data action asks for other inputs")
    filled = re.sub(r"\$esc\.jsonString\(\$\{input\.(\w+)\}\)", lambda m: json.dumps(given[m.group(1)])[1:-1],
                    request["requestTemplate"])
    target = request["requestUrlTemplate"].replace("https://regard.example.com", url)
    sent = urllib.request.Request(target, filled.encode(), request["headers"], method=request["requestType"])
    with urllib.request.urlopen(sent, timeout=5) as answer:
        text = answer.read()
    decision = json.loads(text)
    if set(action["contract"]["output"]["successSchema"]["properties"]) != set(decision):
        complaints.append("the data action's contract has other keys than the answer")
    if len(text) > 4096:
        complaints.append(f"{len(text)} bytes are too many")
    return decision


def rpc(server):
    """The client in C++: what it prints, as the others have it."""
    sample = regard.parent / "regard_sample_rpc"
    where = re.search(r"RPC is served at (\S+)", server.stderr.readline()).group(1)
    run = subprocess.run([sample, "bob", "email"], capture_output=True, text=True, timeout=30,
                         env={**os.environ, "REGARD_RPC": where})
    if run.returncode != 0:
        complaints.append(f"decide.cc ended with {run.returncode}: {run.stderr}")
    nobody = subprocess.run([sample, "nobody", "email"], capture_output=True, text=True, timeout=30,
                            env={**os.environ, "REGARD_RPC": where})
    if nobody.returncode != 1 or "nobody" not in nobody.stderr:
        complaints.append(f"decide.cc does not tell that a customer is not there: {nobody.stderr}")
    words = run.stdout.split()
    return {"a1_id": words[1] if len(words) > 1 else "", "degraded": "degraded" if "degraded:" in run.stdout else ""}


def main():
    with served(root, regard, "--rpc", "127.0.0.1:0", signals=True) as (port, server):
        url = os.environ["REGARD_URL"] = f"http://127.0.0.1:{port}"
        answers = {"decide.sh": asked(["bash", samples / "decide.sh", "bob", "email"]),
                   "decide.py": asked([sys.executable, samples / "decide.py", "bob", "email"]),
                   "decide.ts": typescript(), "lambda": lambda_handler(), "genesys": genesys(url),
                   "decide.cc": rpc(server)}
        refused = subprocess.run(["bash", samples / "decide.sh", "nobody", "email"], capture_output=True, text=True)
        if refused.returncode == 0 or "not-found" not in refused.stdout:
            complaints.append(f"decide.sh does not tell that a customer is not there: {refused.stdout}")
    for name, answer in answers.items():
        if answer is not None and (answer.get("a1_id"), answer.get("degraded")) != ("savings_plan", ""):
            complaints.append(f"{name} got {answer}")
    print("\n".join(complaints))
    print(f"{sum(answer is not None for answer in answers.values())} samples, {len(complaints)} complaints")
    return 1 if complaints else 0


sys.exit(main())
