"""A real `regard serve` over a store of one customer, bob, by the rules of rules/examples/first_days."""
import contextlib
import re
import signal
import subprocess
import tempfile
from pathlib import Path


@contextlib.contextmanager
def served(root, regard, *options, kilobytes=None, signals=False):
    """The port; with `signals` the port and the process. `kilobytes`: what the store's files may grow by until the disk is full for this server. Ends with the
    server's end, which must be a good one."""
    rules = root / "rules/examples/first_days"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "people.csv").write_text("customer_id,opened_on\nbob,2026-03-01\n", encoding="utf-8")
        subprocess.run([regard, "import", "store", "people.csv", "--rules", rules], cwd=folder, check=True,
                       capture_output=True)
        command = [regard, "serve", "--store", "store", "--bundle", rules, "--port", "0", *options]
        if kilobytes is not None:
            most = max(file.stat().st_size for file in (Path(folder) / "store").iterdir()) // 1024 + kilobytes
            # Beyond the limit a write fails with an error as on a full disk, as long as the signal is not taken.
            command = ["bash", "-c", f'trap "" XFSZ; ulimit -f {most}; exec "$@"', "bash", *command]
        server = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        try:
            said = server.stderr.readline()
            port = re.search(r":(\d+)/", said)
            if port is None:
                raise SystemExit(f"the server said: {said}{server.stderr.read()}")
            yield (int(port.group(1)), server) if signals else int(port.group(1))
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(timeout=20)
        if code != 0:
            raise SystemExit(f"the server ended with {code}")
