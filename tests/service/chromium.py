"""A page in Chromium, by its debugging protocol over a pipe: nothing to install beside the browser."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time


def executable():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    def __init__(self, address):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        reads, self.out = os.pipe()
        self.into, writes = os.pipe()
        # The browser reads commands from its file 3 and writes to its file 4.
        shell = f'exec 3<&{reads} 4>&{writes}; exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "bash", executable(), "--headless=new", "--no-sandbox", "--disable-gpu",
             "--remote-debugging-pipe", f"--user-data-dir={self.folder.name}", "about:blank"],
            pass_fds=(reads, writes), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(reads)
        os.close(writes)
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for part in ("Page", "Runtime", "Log"):
            self.ask(part + ".enable")
        self.ask("Page.navigate", url=address)

    def message(self):
        while b"\0" not in self.rest:
            got = os.read(self.into, 65536)
            if not got:
                raise SystemExit("the browser has ended")
            self.rest += got
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **parameters):
        self.number += 1
        asked = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            asked["sessionId"] = self.session
        os.write(self.out, json.dumps(asked).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def value(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def until(self, expression, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.value(expression):
                return True
            time.sleep(0.05)
        return False

    def key(self, name, code, text=""):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code,
                     **({"text": text} if text and kind == "keyDown" else {}))

    def tab_to(self, identifier):
        """Whether the keyboard leads there."""
        for _ in range(40):
            if self.value("document.activeElement.id") == identifier:
                return True
            self.key("Tab", 9)
        return False

    def screenshot(self):
        return base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def complaints(self):
        """What the page's console says: faults of scripts, and what the policy refused."""
        return [str(event["params"]) for event in self.events
                if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded") and "favicon" not in str(event)]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)
        self.folder.cleanup()
