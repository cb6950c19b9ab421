#!/usr/bin/env python3
"""House rules as a test. Usage: tidy.py [ROOT]. Prints each breach as path:line: rule; exit 1 if there is one.

Checked: who may include whom (as the CMake targets say), one owner for each third-party library, sources that no
target builds, sizes of files and functions, folder READMEs, links in Markdown, words and paths that do not belong in
the project, formatting. Each rule is a function that yields (path, line, text).
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
FILE_LINES_MAX, FUNCTION_LINES_MAX, README_LINES_MAX = 400, 70, 14

# A library's headers, and the only places that may include them.
OWNERS = {
    r"antlr4-runtime|Regard(Lexer|Parser)": ["dsl/syntax/"],
    r"boost/spirit|boost/fusion": ["base/"],
    r"boost/math": ["engine/model/"],
    r"nlopt": ["engine/model/maximise"],
    r"date/": ["base/"],
    r"lmdb\.h": ["engine/store/lmdb_env"],
    r"capnp/|kj/|.*\.capnp\.h": ["engine/catalog/", "dsl/bundle/", "apps/server/rpc_", "tests/unit/server/rpc_", "docs/api/samples/", "bench/server/rpc_"],
    r"openssl/": ["dsl/bundle/", "engine/store/seal", "apps/server/digest", "apps/server/fetch"],
    r"simdjson": ["engine/ingest/"],
    r"xxhash": ["engine/gather/sticky"],
    r"unicode/": ["engine/render/"],
    r"CLI/": ["apps/cli/", "bench/"],
    r"dtl/": ["apps/render/diff"],
    r"boost/(asio|beast)": ["apps/server/http_"],
    r"nlohmann/": ["apps/render/", "apps/cli/", "apps/server/", "tests/", "bench/"],
    r"spdlog/": ["apps/server/journal"],
    r"catch2/": ["tests/"],
    r"benchmark/": ["bench/"],
}
# What the targets' links cannot say.
FORBIDDEN = [("dsl/", "engine/"), ("base/", "dsl/"), ("base/", "engine/"), ("engine/single/", "engine/batch/"),
             ("engine/batch/", "engine/single/"), ("engine/reference/", "engine/plan/"), ("include/", "base/"),
             ("include/", "dsl/"), ("include/", "engine/"), ("apps/", "base/"), ("apps/", "dsl/"), ("apps/", "engine/")]


def tracked(*patterns):
    out = subprocess.run(["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "--",
                          *patterns], check=True, capture_output=True, text=True).stdout
    return [p for p in out.splitlines() if (ROOT / p).is_file()]


def lines_of(path):
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def sources():
    return tracked("*.cc", "*.h", "*.def")


def targets():
    """Module folder -> (public links, private links), from every regard_module() and INTERFACE target."""
    found = {}
    for path in tracked("*CMakeLists.txt"):
        text = re.sub(r"#.*", "", (ROOT / path).read_text(encoding="utf-8"))
        folder = str(Path(path).parent)
        for name, body in re.findall(r"regard_module\((\w+)(.*?)\)", text, re.S):
            kind, public, private = None, set(), set()
            for word in body.split():
                if word in ("SOURCES", "PUBLIC", "PRIVATE"):
                    kind = word
                elif word.startswith("regard::") and kind != "SOURCES":
                    (public if kind == "PUBLIC" else private).add(word[8:])
            found[name] = (folder, public, private)
        for name, link in re.findall(r"target_link_libraries\(regard_(\w+) INTERFACE regard::(\w+)\)", text):
            found[name] = (folder, {link}, set())
    return found


def include_direction():
    modules = targets()

    def reachable(name, seen):
        if name in modules and name not in seen:
            seen.add(name)
            for link in modules[name][1]:
                reachable(link, seen)
        return seen

    allowed = {}  # folder -> folders it may include
    for folder, public, private in modules.values():
        links = set()
        for link in public | private:
            links |= reachable(link, set())
        allowed.setdefault(folder, {folder}).update(modules[link][0] for link in links)
    for path in sources():
        folder = str(Path(path).parent)
        owner = next((str(p) for p in [Path(folder), *Path(folder).parents] if str(p) in allowed), None)
        for number, line in enumerate(lines_of(path), 1):
            match = re.match(r'#include "([^"]+)"', line)
            if not match:
                continue
            target = match.group(1)
            if path.startswith(("tests/", "bench/")):
                continue
            if target.startswith(("tests/", "bench/")):
                yield path, number, f"nothing includes tests/ or bench/: {target}"
            for who, whom in FORBIDDEN:
                if path.startswith(who) and target.startswith(whom):
                    yield path, number, f"{who} may not include {whom}"
            wanted = str(Path(target).parent)
            if owner and wanted in allowed and wanted not in allowed[owner]:
                yield path, number, f"{owner} includes {wanted} but its CMake target does not link it"


def library_owners():
    for path in sources():
        for number, line in enumerate(lines_of(path), 1):
            match = re.match(r'#include [<"]([^>"]+)[>"]', line)
            for pattern, owners in OWNERS.items():
                if match and re.match(pattern, match.group(1)) and not path.startswith(tuple(owners)):
                    yield path, number, f"<{match.group(1)}> belongs to {', '.join(owners)}"


def sources_without_target():
    for path in tracked("*.cc"):
        folder = Path(path).parent
        makefiles = [ROOT / p / "CMakeLists.txt" for p in (folder, *folder.parents)]
        text = "".join(m.read_text(encoding="utf-8") for m in makefiles if m.exists())
        if Path(path).name not in text:
            yield path, 1, "no target builds this file"


def sizes():
    for path in tracked("*.cc", "*.h"):
        lines = lines_of(path)
        if len(lines) > FILE_LINES_MAX:
            yield path, len(lines), f"{len(lines)} lines; a file has at most {FILE_LINES_MAX}"
        start = None
        for number, line in enumerate(lines, 1):
            opens = re.match(r"(?!namespace|struct|class|enum|union|extern|const|constexpr|static const|inline const|  )"
                             r"[\w\[].*\{$", line)
            if opens and start is None:
                start = number
            elif line.startswith("}") and start is not None:
                if number - start > FUNCTION_LINES_MAX and line.strip() == "}":
                    yield path, start, f"{number - start} lines; a function has at most {FUNCTION_LINES_MAX}"
                start = None


def folder_readmes():
    for folder in sorted({str(Path(p).parent) for p in tracked("base/*.cc", "dsl/**/*.cc", "engine/**/*.cc",
                                                               "apps/**/*.cc")}):
        readme = ROOT / folder / "README.md"
        if not readme.exists():
            yield folder + "/README.md", 1, "missing: say what goes in, what comes out, who uses it, where to start"
        elif len(readme.read_text(encoding="utf-8").splitlines()) > README_LINES_MAX:
            yield folder + "/README.md", 1, f"longer than {README_LINES_MAX} lines"


def markdown_links():
    for path in tracked("*.md"):
        for number, line in enumerate(lines_of(path), 1):
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", line):
                if "://" not in target and not target.startswith("mailto:") \
                        and not ((ROOT / path).parent / target).exists():
                    yield path, number, f"link to {target}, which is not there"


def words():
    unfinished = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HACK)\b|not implemented|simplified for now")
    machine = re.compile(r"(?<![\w.$}])/(home|root|Users|work)/")
    for path in tracked():
        if path.startswith("tests/tidy/") or Path(path).suffix in (".xml", ".bin", ".png"):
            continue
        try:
            lines = lines_of(path)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if unfinished.search(line):
                yield path, number, "sounds unfinished: " + line.strip()
            if machine.search(line):
                yield path, number, "a path of one machine: " + line.strip()


def formatting():
    files = tracked("*.cc", "*.h")
    run = subprocess.run(["clang-format-14", "--dry-run", "--Werror", *files], cwd=ROOT, capture_output=True, text=True)
    for match in re.finditer(r"^(.+?):(\d+):\d+: error: .*clang-format", run.stderr, re.M):
        yield match.group(1), int(match.group(2)), "not formatted: run clang-format-14 -i"


RULES = [include_direction, library_owners, sources_without_target, sizes, folder_readmes, markdown_links, words,
         formatting]


def main():
    breaches = 0
    for rule in RULES:
        for path, line, text in rule():
            print(f"{path}:{line}: {text} [{rule.__name__}]")
            breaches += 1
    print(f"{len(RULES)} rules, {breaches} breaches")
    return 1 if breaches else 0


sys.exit(main())
