#!/usr/bin/env python3
"""Runs what the documentation shows. Usage: run_docs.py ROOT BIN_FOLDER [--update] [FILE.md …].

In every Markdown file, or in those named, a block fenced as ```console holds commands after `$ ` (going on after a trailing backslash or on
lines after `> `) and below each the output a reader will see. All blocks of one file run in order in one fresh folder where
`rules` is the project's, `build/demo` holds the demo's customers and store, and `regard` is on the path. Output must be the
same to the letter, standard error after standard output; a line that is just `…` stands for any lines. --update rewrites
the blocks. A block fenced as ```regard FILE is text of that file of the project, to the letter.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

root, binaries = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
update = "--update" in sys.argv
only = [argument for argument in sys.argv[3:] if not argument.startswith("--")]


def make_demo(folder):
    demo = folder / "build" / "demo"
    demo.mkdir(parents=True)
    run = lambda *args: subprocess.run(args, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run(binaries / "regard_telco_data", "--count", "20000", "--seed", "1", "-o", demo / "customers.csv")
    run(binaries / "regard", "import", demo / "store", demo / "customers.csv", "--rules", root / "rules/examples/telco")
    return demo


def matches(shown, got):
    """Whether `got` lines fit `shown`, where a lone `…` stands for any number of lines."""
    parts, current = [], []
    for line in shown:
        if line.strip() == "…":
            parts.append(current)
            current = []
        else:
            current.append(line)
    parts.append(current)
    if len(parts) == 1:
        return got == parts[0]
    if got[:len(parts[0])] != parts[0]:
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        while at <= len(got) and got[at:at + len(part)] != part:
            at += 1
        if at > len(got):
            return False
        at += len(part)
    last = parts[-1]
    return len(got) - len(last) >= at and got[len(got) - len(last):] == last


def run_block(block, folder, where):
    """Returns the block as it should read and the complaints about it."""
    steps = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], [], [line]])
        elif steps and not steps[-1][1] and steps[-1][0].endswith("\\"):
            steps[-1][0] = steps[-1][0][:-1] + line.strip()
            steps[-1][2].append(line)
        elif steps and not steps[-1][1] and line.startswith("> "):
            steps[-1][0] += "\n" + line[2:]
            steps[-1][2].append(line)
        elif steps:
            steps[-1][1].append(line)
    written, complaints = [], []
    environment = {**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
                   "ASAN_OPTIONS": "detect_leaks=0"}
    for command, shown, lines in steps:
        run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, timeout=300)
        got = (run.stdout + run.stderr).rstrip("\n").splitlines()
        while shown and not shown[-1].strip():
            shown.pop()
        if not matches(shown, got):
            difference = "\n".join(difflib.unified_diff(shown, got, "shown", "got", lineterm=""))
            complaints.append(f"{where}: $ {command}\n{difference}")
        written += lines + (shown if matches(shown, got) else got)
    return "\n".join(written), complaints


def not_quoted_well(name, text):
    """Complaints about blocks that say they are text of a file and are not."""
    for block in re.finditer(r"^```regard (\S+)\n(.*?)^```", text, re.M | re.S):
        source = root / block.group(1)
        if not source.is_file() or block.group(2) not in source.read_text(encoding="utf-8"):
            line = text.count("\n", 0, block.start()) + 1
            yield f"{name}:{line}: this is not what {block.group(1)} says"


def main():
    complaints, commands = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        demo = make_demo(Path(temporary))
        listed = only or subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                                check=True, capture_output=True, text=True).stdout.split()
        for name in listed:
            path = root / name
            text = path.read_text(encoding="utf-8")
            complaints += not_quoted_well(name, text)
            blocks = list(re.finditer(r"^```console\n(.*?)^```", text, re.M | re.S))
            if not blocks:
                continue
            with tempfile.TemporaryDirectory() as sandbox:
                folder = Path(sandbox)
                (folder / "rules").symlink_to(root / "rules")
                (folder / "build").mkdir()
                subprocess.run(["cp", "-r", demo, folder / "build" / "demo"], check=True)
                rewritten, end = "", 0
                for block in blocks:
                    line = text.count("\n", 0, block.start()) + 1
                    fresh, bad = run_block(block.group(1), folder, f"{name}:{line}")
                    rewritten += text[end:block.start(1)] + fresh + "\n"
                    end = block.end(1)
                    commands += block.group(1).count("\n$ ") + block.group(1).startswith("$ ")
                    complaints += bad
                if update:
                    path.write_text(rewritten + text[end:], encoding="utf-8")
    print("\n\n".join(complaints))
    print(f"{commands} commands shown, {len(complaints)} with another output")
    return 1 if complaints and not update else 0


sys.exit(main())
