#!/usr/bin/env python3
"""Tests of the tree itself: structure.py CHECK [PLUMBLINE]. Prints each fault as file:line: text; exit status 1 when there is one.

CHECK is arrows, libraries, text, versions, generated, format or doxygen. PLUMBLINE is the built command line (for `generated`).
What the arrows are: the table in CONTRIBUTING.md.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77

# A folder and what it may include from, besides itself and include/plumbline. Rows from the bottom of the house to its top.
ARROWS = {
    "lib/system": [],
    "lib/core": ["lib/system"],
    "lib/sql": ["lib/system", "lib/core"],
    "lib/postgres": ["lib/system", "lib/core", "lib/sql"],
    "lib/adapters": ["lib/system", "lib/core", "lib/sql", "lib/postgres"],
    "lib/pipeline": ["lib/system", "lib/core"],
    "lib/checks": ["lib/core", "lib/sql"],
    "lib/report": ["lib/core", "lib/system/utf8.hpp"],
    "lib/gate": ["lib/system", "lib/core", "lib/sql", "lib/postgres", "lib/adapters", "lib/pipeline", "lib/checks", "lib/report"],
    "lib/project": ["lib/system", "lib/core", "lib/sql", "lib/postgres", "lib/adapters", "lib/pipeline", "lib/checks",
                    "lib/report", "lib/gate"],
    "capi": ["lib/" + name for name in ("system", "core", "sql", "postgres", "project")],
    "examples": [],
    "include/plumbline": [],
}

# A library and the files that may include it: what a change of that library can reach.
LIBRARIES = {
    r"libpq-fe\.h": r"lib/postgres/(libpq|connection)\.(hpp|cpp)|tests/(support/(postgres_server|session)\.cpp|capi/database\.c|bench/bulk_catalog\.c)",
    r"pg_query\.h": r"lib/sql/parse\.cpp|cmake/conan-index/.*",
    r"sqlite3\.h": r"lib/gate/record/sqlite\.cpp|tests/lib/gate/.*",
    r"yaml\.h": r"lib/pipeline/yaml[a-z_]*\.cpp",
    r"toml\+\+/.*": r"lib/system/toml\.hpp",
    r"openssl/.*": r"lib/system/digest\.cpp",
    r"tao/.*": r"(tests/)?lib/(adapters/.*|core/(schema/snapshot_.*|json_value\.cpp))",
    r"CLI/.*": r"examples/plumbline/(main|options)\.cpp",
    r"simdjson\.h": r"lib/.*\.cpp|tests/.*\.cpp",
    r"fmt/.*": r"(lib|tests|examples)/.*",
    r"doctest/.*": r"tests/.*",
    r"zlib\.h": r"lib/postgres/restore/inflate\.cpp|tests/lib/postgres/restore/gzip\.hpp",
}
BANNED = {
    r"regex": r"tests/scripts/.*",
    r"iostream": r"",
    r"filesystem": r"tests/.*",
    r"locale": r"",
    r"codecvt": r"",
}

CODE = (".hpp", ".cpp", ".h", ".c")
DATA = ("tests/conformance/", "tests/scenarios/", "tests/capi/small/", "tests/capi/released/", "tests/capi/snapshots/", "tests/fuzz/corpus/", "examples/data/", "tests/scripts/golden/")


def tracked():
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=False).stdout.decode().split("\0")
    if names == [""]:  # an archive without git
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and "build" not in p.parts]
    return sorted(name for name in names if name and not name.startswith(DATA) and (ROOT / name).is_file())


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def code():
    return [name for name in tracked() if name.endswith(CODE)]


def includes(name):
    for number, line in enumerate(lines(name), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found.group(1), found.group(2)


def folder_of(name):
    return next((folder for folder in ARROWS if name.startswith(folder + "/")), None)


def arrows():
    """Each layer includes only from the layers below it; no adapter from another; examples from the public headers only."""
    for name in code():
        folder = folder_of(name)
        if folder is None:
            continue
        for number, quote, path in includes(name):
            if path.startswith("plumbline/"):
                continue
            if quote == "<":
                if folder == "include/plumbline" and ("." in path or "/" in path):
                    yield f"{name}:{number}: a public header includes <{path}>; only the standard library may be"
                continue
            if (ROOT / name).parent.joinpath(path).is_file() and "/" not in path and folder in ("examples", "capi"):
                continue
            target = folder_of("lib/" + path)
            if target is None:
                yield f"{name}:{number}: \"{path}\" is not written from lib/"
            elif target != folder and target not in ARROWS[folder] and "lib/" + path not in ARROWS[folder]:
                yield f"{name}:{number}: {folder} may not include from {target}"
            elif target == folder == "lib/adapters" and path.count("/") > 1 and name.count("/") > 2 \
                    and path.split("/")[1] != name.split("/")[2]:
                yield f"{name}:{number}: one adapter includes from another"


def libraries():
    """A third-party header is included only where the table says; some standard ones nowhere in the library."""
    for name in code():
        for number, _, path in includes(name):
            for header, allowed in {**LIBRARIES, **BANNED}.items():
                if re.fullmatch(header, path) and not re.fullmatch(allowed, name):
                    yield f"{name}:{number}: <{path}> may only be included in {allowed or 'no file'}"


def text():
    """Lengths, first lines, and words that have no place in the tree."""
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    machine = re.compile(r"(?<![\w.$}{/])/(work|root|home|opt)/\w")
    registries = re.compile(r"crates\.io|pypi\.org|proxy\.golang|registry\.npmjs|deb\.debian\.org")
    for name in tracked():
        if name == "tests/structure/structure.py":
            continue
        try:
            content = lines(name)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(content, 1):
            for pattern, what in ((words, "unfinished work"), (machine, "a path of one machine"), (registries, "a registry's host")):
                if pattern.search(line):
                    yield f"{name}:{number}: {what}: {line.strip()[:80]}"
            if re.search(r"std::views::|std::ranges::(unique|subrange|remove\w*|equal_range|views)\b", line) and name.endswith(CODE):
                if "//" not in line:
                    yield f"{name}:{number}: Clang 14 cannot read GCC 12's subrange and views"
            if line != line.rstrip() and name.endswith(CODE + (".cmake", ".py", ".sh", "CMakeLists.txt")):
                yield f"{name}:{number}: blanks at the end of the line"
        if name.endswith(CODE):
            if len(content) > 600 and name != "capi/plumbline.h":  # the contract stands in one file
                yield f"{name}:600: {len(content)} lines; 600 is the wall"
            has_header = name.endswith(".cpp") and (ROOT / name).with_suffix(".hpp").is_file()
            # A rule is said by its catalogue entry, a test file by what it mirrors.
            is_named = name.startswith("lib/checks/") or name.endswith("_test.cpp")
            if not has_header and not is_named and not any(line.startswith(("///", "/*")) for line in content[:12]):
                yield f"{name}:1: the file does not open with what it is (///)"
            if name.endswith(".hpp") and "#pragma once" not in content:
                yield f"{name}:1: no #pragma once"
        if name == "CMakeLists.txt" and len(content) > 120:
            yield f"{name}:120: {len(content)} lines; the rest belongs in cmake/"


def versions():
    """CMake's project(VERSION) is the source; whoever repeats it repeats it right."""
    version = re.search(r"project\(plumbline VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    places = {
        "include/plumbline/version.hpp": r'version = "([\d.]+)"',
        "CHANGELOG.md": r"^## ([\d.]+)",
        "vcpkg.json": r'"version(?:-semver)?": "([\d.]+)"',
        "conanfile.py": r'version = "([\d.]+)"',
        "capi/plumbline.h": r'PLUMB_VERSION "([\d.]+)"',
        "bindings/python/pyproject.toml": r'^version = "([\d.]+)"',
        "bindings/rust/plumbline/Cargo.toml": r'^version = "([\d.]+)"',
        "bindings/rust/plumbline-sys/Cargo.toml": r'^version = "([\d.]+)"',
        "bindings/go/README.md": r"^require plumbline v([\d.]+)",
    }
    for name, pattern in places.items():
        if (ROOT / name).is_file():
            found = re.search(pattern, (ROOT / name).read_text(), re.M)
            if not found or found.group(1) != version:
                yield f"{name}:1: says version {found and found.group(1)}, CMakeLists.txt says {version}"


def generated(plumbline):
    """What is made from the rule catalogue is in the tree as it is made; PLUMBLINE_UPDATE rewrites it."""
    table = subprocess.run([plumbline, "explain", "--format", "markdown"], capture_output=True, check=True).stdout.decode()
    begin, end = "<!-- generated by plumbline explain --format markdown -->\n", "<!-- end of the generated part -->\n"
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text().partition(begin)
    _, _, after = rest.partition(end)
    wanted = before + begin + table.strip("\n") + "\n" + end + after
    if readme.read_text() != wanted:
        if os.environ.get("PLUMBLINE_UPDATE"):
            readme.write_text(wanted)
        else:
            yield "README.md:1: the table of rules is not what `plumbline explain --format markdown` prints; tests/run.sh --update"
    tests = "\n".join((ROOT / name).read_text(errors="replace") for name in tracked() if name.startswith("tests/"))
    for rule in re.findall(r"^\| `([a-z]+/[a-z-]+)`", table, re.M):
        short = rule.split("/")[1]
        if short not in tests and short.replace("-", "_") not in tests:
            yield f"lib/core/rules:1: no test names {rule}"


def formatted():
    """clang-format is the only judge of layout."""
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not program:
        print("[skip] structure/format: no clang-format on this machine")
        sys.exit(SKIPPED)
    names = [name for name in code() if not name.startswith("capi/")]
    result = subprocess.run([program, "--dry-run", "-Werror", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    for line in sorted({line.split(": error")[0] for line in result.stderr.splitlines() if ": error" in line}):
        yield f"{line}: clang-format would change this"


def documented():
    """Doxygen reads the public headers without a warning, and misses nothing in the C ABI's; in C++ a member may speak for itself."""
    program = shutil.which("doxygen")
    if not program:
        print("[skip] structure/doxygen: no doxygen on this machine")
        sys.exit(SKIPPED)
    for headers, misses in ((["capi/plumbline.h"], "YES"), (sorted(name for name in code() if name.startswith("include/plumbline/")), "NO")):
        settings = {"INPUT": " ".join(headers), "GENERATE_HTML": "NO", "GENERATE_LATEX": "NO", "GENERATE_XML": "YES", "QUIET": "YES",
                    "JAVADOC_AUTOBRIEF": "YES", "WARN_IF_UNDOCUMENTED": misses, "WARN_IF_INCOMPLETE_DOC": "NO", "WARN_FORMAT": '"$file:$line: $text"'}
        with tempfile.TemporaryDirectory() as folder:
            given = "\n".join(f"{key} = {value}" for key, value in {**settings, "OUTPUT_DIRECTORY": folder}.items())
            result = subprocess.run([program, "-"], input=given, cwd=ROOT, capture_output=True, text=True, check=False)
        yield from sorted(set(result.stderr.replace(f"{ROOT}/", "").splitlines()))
        if result.returncode:
            yield f"{headers[0]}:1: doxygen ends with status {result.returncode}"


def main():
    checks = {"arrows": arrows, "libraries": libraries, "text": text, "versions": versions, "format": formatted, "doxygen": documented,
              "generated": lambda: generated(sys.argv[2])}
    faults = list(checks[sys.argv[1]]())
    print(*faults, sep="\n")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
