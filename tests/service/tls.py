#!/usr/bin/env python3
"""TLS, client certificates, keys, and what is read again on SIGHUP, on a real server.

Usage: tls.py ROOT REGARD. Certificates are made for the occasion with openssl.
"""
import http.client
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server import served

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
complaints = []


def check(holds, what):
    if not holds:
        complaints.append(what)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def certificate(folder, name, authority=None):
    """name.pem and name.key, signed by the authority, or by itself."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / f"{name}.key"]
    signed = [] if authority is None else ["-CA", folder / f"{authority}.pem", "-CAkey", folder / f"{authority}.key"]
    if not signed:
        openssl("req", "-x509", *key, "-subj", f"/CN={name}", "-days", "2", "-out", folder / f"{name}.pem")
        return
    openssl("req", *key, "-subj", f"/CN={name}", "-out", folder / f"{name}.csr")
    (folder / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="utf-8")
    openssl("x509", "-req", "-in", folder / f"{name}.csr", *signed, "-CAcreateserial", "-days", "2",
            "-extfile", folder / "san", "-out", folder / f"{name}.pem")


def client(folder, authority, own=None):
    context = ssl.create_default_context(cafile=folder / f"{authority}.pem")
    if own:
        context.load_cert_chain(folder / f"{own}.pem", folder / f"{own}.key")
    return context


def status(port, context, path, key=None):
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def fails(port, context):
    """Whether no answer can be had. With TLS 1.3 a refused client certificate shows in the first answer."""
    try:
        status(port, context, "/livez")
    except (ssl.SSLError, ConnectionError, http.client.RemoteDisconnected):
        return True
    return False


BOOTSTRAP = bytes.fromhex("00000000050000000000000001000100080000000000000000000000010001000000000000000000"
                          "0000000000000000")  # what every client of Cap'n Proto RPC says first


def rpc_port(server):
    return int(server.stderr.readline().rsplit(":", 1)[1])


def rpc_answers(port, context):
    """Whether Cap'n Proto RPC is spoken with this client."""
    try:
        with socket.create_connection(("localhost", port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                secured.sendall(BOOTSTRAP)
                return len(secured.recv(100)) > 0
    except (ssl.SSLError, ConnectionError):
        return False


def until(holds, what):
    end = time.monotonic() + 10
    while not holds():
        if time.monotonic() > end:
            complaints.append(what)
            return
        time.sleep(0.02)


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    for authority in ("authority", "stranger"):
        certificate(folder, authority)
    certificate(folder, "server", "authority")
    certificate(folder, "client", "authority")
    certificate(folder, "other", "stranger")
    keys = folder / "keys.json"

    def make_key():
        made = subprocess.run([regard, "key", "create", "--keys", keys, "--name", "test", "--role", "read"], check=True,
                              capture_output=True, text=True)
        return made.stdout.strip()

    first = make_key()
    check(keys.stat().st_mode & 0o077 == 0, "a new file of keys is for its owner alone")
    tls = ["--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key"]

    # Not of this machine alone: only with keys and TLS.
    for missing in ([], ["--keys", keys], tls):
        refused = subprocess.run([regard, "serve", "--store", "none", "--bundle", "none", "--listen", "0.0.0.0", *missing],
                                 capture_output=True, text=True)
        check(refused.returncode == 2 and "not of this machine alone" in refused.stderr, f"0.0.0.0 with {missing}")

    mutual = ["--tls-client-ca", folder / "authority.pem"]
    for missing in ([], ["--keys", keys], ["--keys", keys, *tls], [*tls, *mutual]):
        refused = subprocess.run([regard, "serve", "--store", "none", "--bundle", "none", "--rpc", "0.0.0.0:0", *missing],
                                 capture_output=True, text=True)
        check(refused.returncode == 2 and "not of this machine alone" in refused.stderr, f"--rpc 0.0.0.0:0 with {missing}")

    with served(root, regard, *tls, "--keys", keys, "--listen", "0.0.0.0", "--rpc", "127.0.0.1:0", signals=True) as (port, server):
        rpc = rpc_port(server)
        check(rpc_answers(rpc, client(folder, "authority")), "RPC over TLS")
        check(not rpc_answers(rpc, client(folder, "stranger")), "an RPC client that does not trust the server")
        trusting = client(folder, "authority")
        check(status(port, trusting, "/livez") == 200, "TLS answers")
        check(status(port, trusting, "/v1/rulebook") == 401, "without a key")
        check(status(port, trusting, "/v1/rulebook", first) == 200, "with a key")
        (folder / "key").write_text(first + "\n", encoding="utf-8")
        top = lambda *options: subprocess.run([regard, "top", f"https://localhost:{port}", "--once", "--every", "0.1", *options],
                                              capture_output=True, text=True)
        by_authority = ["--authority", folder / "authority.pem"]
        check(top(*by_authority, "--key-file", folder / "key").returncode == 0, "regard top with a key")
        check("it wants a key" in top(*by_authority).stderr, "regard top without a key")
        check("certificate" in top("--authority", folder / "stranger.pem", "--key-file", folder / "key").stderr,
              "regard top that does not trust the server")
        check(subprocess.run([regard, "top", f"https://127.0.0.1:{port}", "--ready"], capture_output=True).returncode == 0,
              "regard top --ready, on its own machine")
        check(fails(port, client(folder, "stranger")), "a client that does not trust the server")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            plain.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            check(not plain.recv(100).startswith(b"HTTP/"), "plain text is not answered in plain text")
        open_connection = http.client.HTTPSConnection("localhost", port, context=trusting, timeout=10)
        open_connection.request("GET", "/livez")
        open_connection.getresponse().read()

        # Another certificate and another key, without a pause.
        second = make_key()
        check(status(port, trusting, "/v1/rulebook", second) == 401, "a key that the server has not read yet")
        shutil.copy(folder / "other.pem", folder / "server.pem")
        shutil.copy(folder / "other.key", folder / "server.key")
        server.send_signal(signal.SIGHUP)
        until(lambda: not fails(port, client(folder, "stranger")), "the new certificate is shown")
        check(status(port, client(folder, "stranger"), "/v1/rulebook", second) == 200, "the new key is known")
        check(rpc_answers(rpc, client(folder, "stranger")), "the new certificate is shown by RPC, too")
        open_connection.request("GET", "/livez")
        check(open_connection.getresponse().read() != b"", "a connection that was open goes on")

        # What cannot be read leaves things as they were.
        (folder / "server.pem").write_text("nothing", encoding="utf-8")
        subprocess.run([regard, "key", "revoke", second[4:16], "--keys", keys], check=True, capture_output=True)
        server.send_signal(signal.SIGHUP)
        until(lambda: status(port, client(folder, "stranger"), "/v1/rulebook", second) == 401, "the key is revoked")

    shutil.copy(folder / "client.pem", folder / "server.pem")
    shutil.copy(folder / "client.key", folder / "server.key")
    with served(root, regard, *tls, *mutual, "--keys", keys, "--rpc", "0.0.0.0:0", signals=True) as (port, server):
        rpc = rpc_port(server)
        check(rpc_answers(rpc, client(folder, "authority", "client")), "an RPC client with a certificate")
        check(not rpc_answers(rpc, client(folder, "authority")), "an RPC client without a certificate")
        check(not rpc_answers(rpc, client(folder, "authority", "other")), "an RPC client of another authority")
        check(status(port, client(folder, "authority", "client"), "/livez") == 200, "a client with a certificate")
        check(fails(port, client(folder, "authority")), "a client without a certificate")
        check(fails(port, client(folder, "authority", "other")), "a client of another authority")

for complaint in complaints:
    print(complaint)
sys.exit(1 if complaints else 0)
