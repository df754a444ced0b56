#!/usr/bin/env python3
"""One truth for the C interface and its bindings: agreement.py LIBRARY PLUMBLINE

Header, plumbline.map, what LIBRARY exports, and the raw layers of Python and Rust name the same functions; each function and each option
is used by the idiomatic layers of all three bindings; what bindings/generate.py writes is in the tree as it writes it; the option structs
have the sizes and offsets that a C compiler gives them. Prints each fault; exit status 1 when there is one, 77 without clang.
"""
import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings"), str(ROOT / "bindings/python/src")]
import generate  # noqa: E402

SKIPPED = 77
# The layers that people use: every function is named there. Generated files and tests do not count.
LAYERS = {
    "Python": [path for path in (ROOT / "bindings/python/src/plumbline").glob("*.py") if path.name not in ("_raw.py", "rules.py")],
    "Rust": [path for path in (ROOT / "bindings/rust/plumbline/src").rglob("*.rs") if path.name != "rules.rs"],
    "Go": [path for path in (ROOT / "bindings/go").glob("*.go") if path.name != "rules.go" and not path.name.endswith("_test.go")],
}
# Set by plumb_options_init, kept at zero, or how a binding finds its own function again.
NO_OPTIONS = re.compile(r"struct_size|reserved(_\d+)?|user_data")
# What a language has a way of its own for: Go's contexts have deadlines.
INSTEAD = {"Go": {"deadline_ms"}}


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def named(pattern, text):
    return set(re.findall(pattern, text, re.M))


def functions(header, library):
    """Each list of functions is the header's."""
    wanted = {name for name, _, _, _ in header.functions}
    exported = subprocess.run(["nm", "-D", "--defined-only", library], stdout=subprocess.PIPE, text=True, check=True).stdout
    lists = {
        "capi/plumbline.map": named(r"^\s*(plumb_\w+);", text_of("capi/plumbline.map")),
        f"the exports of {os.path.basename(library)}": named(r" [A-TV-Zuvw] ([\w.]+)(?:@.*)?$", exported) - named(r" A ([\w.]+)(?:@.*)?$", exported),
        "bindings/python/src/plumbline/_raw.py": named(r'bind\(\w+, "(\w+)"', text_of("bindings/python/src/plumbline/_raw.py")),
        "bindings/rust/plumbline-sys/src/raw.rs": named(r"^\s*pub fn (\w+)", text_of("bindings/rust/plumbline-sys/src/raw.rs")),
    }
    for where, found in lists.items():
        yield from (f"{name} is not in {where}" for name in sorted(wanted - found))
        yield from (f"{name} of {where} is not in capi/plumbline.h" for name in sorted(found - wanted))


def uses(header):
    """Nothing of the header is left out by a binding."""
    wanted = [name for name, _, _, _ in header.functions]
    wanted += sorted({field for _, _, fields in header.structs for field, _, _ in fields if not NO_OPTIONS.fullmatch(field)})
    for layer, paths in LAYERS.items():
        words = set().union(*(re.findall(r"\w+", path.read_text(encoding="utf-8")) for path in paths))
        yield from (f"{name} is not used by the {layer} binding" for name in wanted if name not in words | INSTEAD.get(layer, set()))


def measured(command, source, suffix, folder):
    """What a program of `source` prints: "struct field offset" lines, the size as a field of its own."""
    path = Path(folder, "layout" + suffix)
    path.write_text(source, encoding="utf-8")
    subprocess.run([*command, str(path), "-o", str(path.with_suffix(""))], check=True)
    return subprocess.run([str(path.with_suffix(""))], stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")


def layouts(header):
    """ctypes and Rust lay the option structs out as C does."""
    from plumbline import _raw

    places = [(name, field) for name, _, fields in header.structs for field, _, _ in fields]
    names = [name for name, _, _ in header.structs]
    c_lines = [f'  printf("{name} size %zu\\n", sizeof({name}));' for name in names]
    c_lines += [f'  printf("{name} {field} %zu\\n", offsetof({name}, {field}));' for name, field in places]
    c_source = "#include <stdio.h>\n#include <plumbline.h>\nint main(void) {\n" + "\n".join(c_lines) + "\n  return 0;\n}\n"
    with tempfile.TemporaryDirectory() as folder:
        wanted = measured(["cc", "-std=c99", "-Wall", "-Werror", "-I", str(ROOT / "capi")], c_source, ".c", folder)
        lists = {"ctypes": [f"{name} size {ctypes.sizeof(getattr(_raw, name))}" for name in names] +
                           [f"{name} {field} {getattr(getattr(_raw, name), field).offset}" for name, field in places] + [""]}
        if shutil.which("rustc"):
            raw = str(ROOT / "bindings/rust/plumbline-sys/src/raw.rs")
            r_lines = [f'    println!("{name} size {{}}", std::mem::size_of::<raw::{name}>());' for name in names]
            r_lines += [f"    let one = std::mem::MaybeUninit::<raw::{name}>::uninit();\n"
                        f"    let place = unsafe {{ std::ptr::addr_of!((*one.as_ptr()).{field}) }} as usize - one.as_ptr() as usize;\n"
                        f'    println!("{name} {field} {{}}", place);' for name, field in places]
            r_source = f"#![allow(dead_code)]\n#[path = {generate.json.dumps(raw)}]\nmod raw;\nfn main() {{\n" + "\n".join(r_lines) + "\n}\n"
            lists["Rust"] = measured(["rustc", "--edition", "2021"], r_source, ".rs", folder)
    for language, lines in lists.items():
        yield from (f"{language} has {line!r}, C has {right!r}" for line, right in zip(lines, wanted) if line != right)


def main():
    library, plumbline = sys.argv[1:3]
    clang = shutil.which("clang") or shutil.which("clang-14")
    if not clang:
        print("[skip] bindings/agreement: no clang on this machine")
        return SKIPPED
    header = generate.Header(clang)
    rules = subprocess.run([plumbline, "explain", "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    faults = [*functions(header, library), *uses(header), *layouts(header)]
    changed = list(generate.differences(generate.files(header, generate.json.loads(rules)["rules"])))
    if changed:
        faults += ["generated files are not as bindings/generate.py writes them; run it", *changed]
    print(*faults, sep="\n")
    print(f"{len(header.functions)} functions, {len(header.structs)} option structs, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
