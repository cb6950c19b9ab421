#!/usr/bin/env python3
"""Whether docs/operations/Containerfile and container.md name only what is there. Usage: container.py ROOT REGARD.

No image is built: that takes a daemon and a network. What is held to the source instead: files that are copied, the preset
and the target, packages against those that build here and against the libraries that the program is linked with, every
command and option of regard, every option of the configuration, and that nothing runs as root.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

root, regard = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
complaints = []


def check(is_so, what):
    if not is_so:
        complaints.append(what)


def instructions(text):
    """Name and rest of each, in order, with lines that go on put together."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in whole.splitlines() if line.strip()]


def help_of(command):
    return subprocess.run([regard, "help", command], capture_output=True, text=True).stdout


def options_of(command):
    return set(re.findall(r"--[a-z][a-z-]*", help_of(command)))


text = (root / "docs/operations/Containerfile").read_text(encoding="utf-8")
page = (root / "docs/operations/container.md").read_text(encoding="utf-8")
steps = instructions(text)
of = lambda name: [rest for one, rest in steps if one == name]

# The stage that builds.
for source in (part for rest in of("COPY") if "--from" not in rest for part in rest.split()[:-1]):
    check((root / source).exists(), f"COPY {source}: it is not there")
built = " ".join(of("RUN"))
preset = re.search(r"cmake --preset (\S+)", built).group(1)
presets = {one["name"] for one in json.loads((root / "CMakePresets.json").read_text())["configurePresets"]}
check(preset in presets, f"there is no preset {preset}")
target = re.search(r"--target (\S+)", built).group(1)
binary = f"build/{preset}/bin/{target}"
check(f"strip {binary}" in built, "what is stripped is not what is built")
check(any(f"--from=build /src/{binary} " in rest for rest in of("COPY")), "what is copied is not what is built")

# The stage that runs.
check(len(of("FROM")) == 2 and all(rest.split()[0].startswith("debian:12") for rest in of("FROM")), "FROM: not Debian 12 twice")
user = of("USER")
check(len(user) == 1 and re.fullmatch(r"[1-9]\d*:[1-9]\d*", user[0]), f"USER {user}: not one by numbers, or root")
after = [one for one, _ in steps[[one for one, _ in steps].index("USER"):]]
check("RUN" not in after and "COPY" not in after, "something is done after USER")
volume = of("VOLUME")[0]
environment = dict(part.split("=", 1) for rest in of("ENV") for part in rest.split())
check(environment["REGARD_STORE"].startswith(volume + "/"), "the store is not on the volume")
check(re.search(rf"install -d [^&]*{re.escape(volume)}(\s|$)", built), "the volume's folder is not the user's")
listed = set(re.search(r"--no-install-recommends ((?:[a-z0-9.+-]+ )+)", built.split("groupadd")[0].rsplit("apt-get install", 1)[1]).group(1).split())

# Commands and options, here and on the page.
check(of("ENTRYPOINT") == ['["/usr/local/bin/regard"]'], "ENTRYPOINT is not the program")
health = json.loads(of("HEALTHCHECK")[0].split("CMD ", 1)[1])
check(health[0] == "/usr/local/bin/regard", "HEALTHCHECK is not the program")
for words in (health[1:], json.loads(of("CMD")[0])):
    check(help_of(words[0]), f"there is no command {words[0]}")
    for word in words[1:]:
        check(word in options_of(words[0]), f"{words[0]} has no {word}")
serve = options_of("serve")
variables = set(re.findall(r"REGARD_[A-Z_]+", help_of("serve") + help_of("top") + help_of("import")))
for name in environment:
    check(name in variables, f"no command reads {name}")
toml = re.search(r"```toml\n(.*?)```", page, re.S).group(1)
for name in re.findall(r"^([a-z-]+) =", toml, re.M):
    check("--" + name in serve, f"serve has no option {name}")
for option in re.findall(r"`(--[a-z-]+)", page):
    check(option in serve | options_of("top"), f"neither serve nor top has {option}")
port = of("EXPOSE")[0]
check(f"port = {port}\n" in toml and f":{port}" in environment["REGARD_URL"] and f"--publish {port}:{port}" in page, "ports differ")
for option in ("--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"):
    check(option in page, f"the page runs it without {option}")

# The configuration is one that serve takes.
example = subprocess.run([regard, "serve", "--config", "/dev/stdin", "--print-config"], input=toml, capture_output=True, text=True)
check(example.returncode == 0, f"serve refuses the page's configuration: {example.stderr}")

# What the program is linked with comes from packages that are installed.
try:
    linked = re.findall(r"=> (/\S+)", subprocess.run(["ldd", regard], capture_output=True, text=True, check=True).stdout)
    real = sorted({str(Path(one).resolve()) for one in linked})
    owners = subprocess.run(["dpkg", "-S", *real], capture_output=True, text=True).stdout
    missing = {line.split(":")[0] for line in owners.splitlines()} - listed - {"libc6", "libstdc++6", "libgcc-s1"}
    missing = {one for one in missing if not one.startswith(("libasan", "libubsan", "libtsan"))}
    check(not missing, f"packages are missing: {', '.join(sorted(missing))}")
except FileNotFoundError:
    print("SKIPPED: no dpkg here")

print("\n".join(complaints))
print(f"{len(steps)} steps, {len(complaints)} complaints")
sys.exit(1 if complaints else 0)
