#!/usr/bin/env python3
"""Writes what the bindings repeat of the C interface and of the rule catalogue: generate.py [--check] [--clang CLANG] PLUMBLINE

PLUMBLINE is the built command line, whose catalogue gives the rules; capi/plumbline.h, as clang reads it, gives the rest. The files
that FILES lists are committed; a change of the header or of lib/core/rules is followed by a run of this. --check writes nothing,
prints how the files in the tree differ, and exits 1 when they do; 77 without clang.
"""
import argparse
import difflib
import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = ROOT / "capi" / "plumbline.h"
SKIPPED = 77
MADE_OF_HEADER = "Written by bindings/generate.py from capi/plumbline.h; do not edit."
MADE_OF_RULES = "Written by bindings/generate.py from the rule catalogue (lib/core/rules); do not edit."


# ---- What the header says --------------------------------------------------------------------------------------------------------


class Header:
    """Constants, opaque types, option structs, callbacks and functions of plumbline.h, each with its comment, in its order."""

    def __init__(self, clang):
        command = [clang, "-fsyntax-only", "-Xclang", "-ast-dump=json", "-x", "c", str(HEADER)]
        tree = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        nodes = [node for node in tree["inner"] if node.get("name", "").startswith("plumb_")]
        self.constants = constants(clang)
        self.structs = [(n["name"], text_of(n), fields_of(n)) for n in nodes if n["kind"] == "RecordDecl" and n.get("completeDefinition")]
        whole = {name for name, _, _ in self.structs}
        typedefs = {n["name"]: n for n in nodes if n["kind"] == "TypedefDecl"}
        self.aliases = [(n, type_of(d), text_of(d)) for n, d in typedefs.items() if type_of(d) == "int32_t"]
        self.callbacks = [(n, type_of(d), text_of(d)) for n, d in typedefs.items() if "(*)" in type_of(d)]
        self.opaque = [(n, text_of(d)) for n, d in typedefs.items() if type_of(d) == f"struct {n}" and n not in whole]
        self.functions = [(n["name"], text_of(n), result_of(n), fields_of(n)) for n in nodes if n["kind"] == "FunctionDecl"]


def type_of(node):
    return node["type"]["qualType"]


def result_of(node):
    return type_of(node).partition("(")[0].strip()


def fields_of(node):
    """(name, C type, comment) of each field or parameter."""
    return [(part["name"], type_of(part), text_of(part)) for part in node.get("inner", ()) if part["kind"] in ("FieldDecl", "ParmVarDecl")]


def text_of(node):
    """The doc comment as paragraphs: plain ones, `name`: meaning, Returns: …, Since ….; [] without one."""
    comment = next((part for part in node.get("inner", ()) if part["kind"] == "FullComment"), None)
    paragraphs = []
    for part in comment["inner"] if comment else ():
        words = " ".join(words_of(part)).split()
        if not words:
            continue
        text = " ".join(words)
        if part["kind"] == "ParamCommandComment":
            text = f"`{part['param']}`: {text}"
        elif part.get("name") == "return":
            text = f"Returns {text}"
        elif part.get("name") == "since":
            text = f"Since {text}"
        paragraphs.append(text if text.endswith((".", "…")) else text + ".")
    return paragraphs


def words_of(node):
    """Every piece of text below a comment's node. Comments nest three levels deep, no more."""
    if node["kind"] == "TextComment":
        yield node["text"]
    for part in node.get("inner", ()):
        yield from words_of(part)


def constants(clang):
    """(name, value as C writes it, comment) of each #define with a value. The comment stands before it or behind it."""
    found, before = [], ""
    for line in HEADER.read_text(encoding="utf-8").splitlines():
        define = re.match(r'#define (PLUMB_\w+) ("[^"]*"|-?\w+)\s*(?:/\*\*<\s*(.*?)\s*\*/)?$', line)
        if define:
            found.append((define[1], define[2], define[3] or before))
        comment = re.match(r"/\*\* (.*?) ?\*/$", line)
        before = comment[1] if comment else ""
    dump = subprocess.run([clang, "-dM", "-E", "-x", "c", str(HEADER)], stdout=subprocess.PIPE, text=True, check=True).stdout
    known = dict(re.findall(r"^#define (PLUMB_\w+) (.+)$", dump, re.M))
    known.pop("PLUMB_API")
    if known != {name: value for name, value, _ in found}:
        sys.exit(f"generate.py: {HEADER} has #defines that are not understood: {sorted(known.items() ^ {(n, v) for n, v, _ in found})}")
    return [(name, value, sentence(text)) for name, value, text in found]


def sentence(text):
    """A comment behind a constant as a sentence. A name ("plumbline.toml", "sqitch") stays as it is written."""
    if not re.match(r"\w+\.\w|sqitch\b|sqlx\b|libpq\b", text):
        text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "…")) else text + "."


# ---- Python ----------------------------------------------------------------------------------------------------------------------

# C type: (ctypes, what a type checker sees). A pointer that a call sets, an array, an options struct: byref() gives Any.
PYTHON_TYPES = {
    "void": ("None", "None"), "size_t": ("c_size_t", "int"), "int32_t": ("c_int32", "int"), "int64_t": ("c_int64", "int"),
    "plumb_status": ("c_int32", "int"), "const char *": ("c_char_p", "Optional[bytes]"), "void *": ("c_void_p", "Any"),
    "const char *const *": ("POINTER(c_char_p)", "Any"), "plumb_event_fn": ("plumb_event_fn", "Any"),
}
# Bytes that a size ends, not the first NUL: bound as an address.
SIZED = ("plumb_text_data",)
# What may wait for a server, besides the functions that can fail.
WAITING = ("plumb_server_free", "plumb_target_free")


def python_type(c_type, structs):
    if c_type in PYTHON_TYPES:
        return PYTHON_TYPES[c_type]
    base = c_type.replace("const ", "").rstrip("* ")
    if c_type.endswith(("**", "*const *")):
        return "POINTER(c_void_p)", "Any"
    return (f"POINTER({base})", "Any") if base in structs else ("c_void_p", "Handle")


def python_raw(header):
    structs = [name for name, _, _ in header.structs]
    out = [f'"""{MADE_OF_HEADER}', "", "Constants, option structs and the functions of one loaded library. Functions that answer at once keep the interpreter's lock;",
           'those that can wait let it go."""', "from __future__ import annotations", "",
           "from ctypes import CDLL, CFUNCTYPE, POINTER, PyDLL, Structure, c_char_p, c_int32, c_int64, c_size_t, c_void_p",
           "from typing import Any, Callable, Optional, Union", "", "#: What a handle is to a function: its address, or an object that holds and frees it.",
           "Handle = Union[c_void_p, int, None]", ""]
    for name, value, text in header.constants:
        out += [f"#: {text}"] if text else []
        out += [f"{name} = {value}"]
    for name, c_type, _ in header.callbacks:
        result, _, arguments = c_type.partition("(*)")
        words = [python_type(result.strip(), structs)[0]]
        words += [python_type(each.strip(), structs)[0] for each in arguments.strip("() ").split(",")]
        out += ["", f"{name} = CFUNCTYPE({', '.join(words)})"]
    for name, _, fields in header.structs:
        out += ["", "", f"class {name}(Structure):", "    _fields_ = ["]
        out += [f'        ("{field}", {python_type(c_type, structs)[0]}),' for field, c_type, _ in fields] + ["    ]"]
    out += ["", "", "class Functions:", '    """Every function of plumbline.h, out of the library at `path`. OSError when it is not one."""', ""]
    for name, _, result, parameters in header.functions:
        seen = ", ".join(python_type(c_type, structs)[1] for _, c_type, _ in parameters)
        out += [f"    {name}: Callable[[{seen}], {returned('void *' if name in SIZED else result, structs)}]"]
    out += ["", "    def __init__(self, path: str) -> None:", "        at_once, in_time = PyDLL(path), CDLL(path)"]
    for name, _, result, parameters in header.functions:
        library = "in_time" if parameters and parameters[-1][1] == "plumb_error **" or name in WAITING else "at_once"
        types = ", ".join(python_type(c_type, structs)[0] for _, c_type, _ in parameters)
        answer = python_type("void *" if name in SIZED else result, structs)[0]
        out += [f'        self.{name} = bind({library}, "{name}", {answer}, [{types}])']
    out += ["", "", "def bind(library: CDLL, name: str, result: Any, arguments: list[Any]) -> Any:",
            '    """One function of a library with its types. OSError when it is older than this package."""', "    try:",
            "        function = getattr(library, name)", "    except AttributeError as problem:",
            '        raise OSError(f"{library._name} has no {name}: it is older than this package") from problem',
            "    function.restype, function.argtypes = result, arguments", "    return function"]
    return out


def returned(c_type, structs):
    """What a type checker sees of a result: an address is a number or None."""
    return "Optional[int]" if python_type(c_type, structs)[0] == "c_void_p" else python_type(c_type, structs)[1]


def python_rules(rules):
    out = [f'"""The names of the rules and their severities. {MADE_OF_RULES}"""', "from __future__ import annotations", "", "from typing import Final, Mapping", ""]
    for rule in rules:
        out += [f"#: {sentence(rule['summary'])}", f'{constant(rule)}: Final = "{rule["name"]}"']
    out += ["", "#: The severity of each rule where plumbline.toml does not say otherwise.", "SEVERITY: Final[Mapping[str, str]] = {"]
    return out + [f'    {constant(rule)}: "{rule["severity"]}",' for rule in rules] + ["}"]


def constant(rule):
    return re.sub(r"[^A-Za-z0-9]", "_", rule["name"]).upper()


# ---- Rust ------------------------------------------------------------------------------------------------------------------------

RUST_TYPES = {
    "void": "()", "size_t": "usize", "int32_t": "i32", "int64_t": "i64", "plumb_status": "plumb_status", "plumb_event_fn": "plumb_event_fn",
    "char": "c_char",
}


# Constants that are no statuses.
OTHERS = ("PLUMB_DIFF_", "PLUMB_EVENT_", "PLUMB_GATE_", "PLUMB_HEADS_", "PLUMB_SCRIPT_", "PLUMB_SEVERITY_", "PLUMB_VERDICT_", "PLUMB_VERSION")


def rust_type(c_type):
    """`const char *const *` is read from its end: a pointer to a constant pointer to constant characters."""
    pointers = ""
    while c_type.endswith(("*", "*const")):
        c_type = c_type[:-len("const")].rstrip() if c_type.endswith("const") else c_type
        c_type = c_type[:-1].rstrip()
        pointers += "*const " if c_type.endswith("*const") or re.match(r"const \w+$", c_type) else "*mut "
    base = c_type.removeprefix("const ")
    return pointers + ("c_void" if base == "void" and pointers else RUST_TYPES.get(base, base))


def rust_comment(paragraphs, indent=""):
    out = []
    for paragraph in paragraphs:
        out += [f"{indent}///"] if out else []
        out += [f"{indent}/// {line}" for line in textwrap.wrap(paragraph, 96 - len(indent), break_long_words=False, break_on_hyphens=False)]
    return out


def rust_raw(header):
    out = [f"// {MADE_OF_HEADER}", "#![allow(non_camel_case_types)]", "", "use core::ffi::{c_char, c_void};", "use core::marker::{PhantomData, PhantomPinned};", ""]
    for name, c_type, text in header.aliases:
        out += rust_comment(text) + [f"pub type {name} = {rust_type(c_type)};", ""]
    for name, value, text in header.constants:
        of_status = value.isdigit() and not name.startswith(OTHERS)
        kind = "&str" if value.startswith('"') else "plumb_status" if of_status else "i32"
        out += rust_comment([text] if text else [f"`{name}` of plumbline.h."]) + [f"pub const {name}: {kind} = {value};"]
    for name, text in header.opaque:
        out += [""] + rust_comment(text or [f"The handle `{name}` of plumbline.h."])
        out += ["#[repr(C)]", f"pub struct {name} {{", "    _data: [u8; 0],", "    _marker: PhantomData<(*mut u8, PhantomPinned)>,", "}"]
    for name, c_type, text in header.callbacks:
        result, _, arguments = c_type.partition("(*)")
        kinds = [rust_type(each.strip()) for each in arguments.strip("() ").split(",")]
        function = f'unsafe extern "C" fn({", ".join(kinds)}) -> {rust_type(result.strip())}'
        out += [""] + rust_comment(text) + [f"pub type {name} = Option<{function}>;"]
    for name, text, fields in header.structs:
        out += [""] + rust_comment(text or ["Options; all zero but `struct_size`, which `plumb_options_init` sets, is the default."])
        out += ["#[repr(C)]", "#[derive(Clone, Copy, Debug)]", f"pub struct {name} {{"]
        for field, c_type, comment in fields:
            out += rust_comment([sentence(each) for each in comment], "    ") + [f"    pub {field}: {rust_type(c_type)},"]
        out += ["}"]
    out += ["", 'extern "C" {']
    for index, (name, text, result, parameters) in enumerate(header.functions):
        out += ([""] if index else []) + rust_comment(text, "    ")
        words = [f"{parameter}: {rust_type(c_type)}" for parameter, c_type, _ in parameters]
        end = ";" if result == "void" else f" -> {rust_type(result)};"
        line = f"    pub fn {name}({', '.join(words)}){end}"
        head, _, tail = line.rpartition(" -> ")
        if len(line) < 100:
            out += [line]
        elif len(line) == 100:  # as rustfmt breaks it
            out += [head, f"        -> {tail}"]
        else:
            out += [f"    pub fn {name}(", *(f"        {word}," for word in words), f"    ){end}"]
    return out + ["}"]


def rust_rules(rules):
    out = [f"// {MADE_OF_RULES}", "//! The names of the rules, and their severities."]
    for rule in rules:
        out += [""] + rust_comment([sentence(rule["summary"])]) + [f'pub const {constant(rule)}: &str = "{rule["name"]}";']
    out += ["", "/// Each rule with its severity where plumbline.toml does not say otherwise.", "pub const SEVERITIES: &[(&str, &str)] = &["]
    return out + [f'    ({constant(rule)}, "{rule["severity"]}"),' for rule in rules] + ["];"]


# ---- Go --------------------------------------------------------------------------------------------------------------------------


def go_rules(rules):
    out = ["// Code generated by bindings/generate.py from the rule catalogue (lib/core/rules); DO NOT EDIT.", "", "package plumbline", "",
           "// The names of the rules.", "const ("]
    for index, rule in enumerate(rules):
        name = go_name(rule)
        out += ([""] if index else []) + [f"\t// {name}: {sentence(rule['summary'])[0].lower()}{sentence(rule['summary'])[1:]}", f'\t{name} = "{rule["name"]}"']
    out += [")", "", '// RuleSeverity is the severity of a rule where plumbline.toml does not say otherwise: "error", "warning" or "info"; "" for no rule.',
            "func RuleSeverity(rule string) string {", "\tswitch rule {"]
    for severity in ("error", "warning", "info"):
        names = [go_name(rule) for rule in rules if rule["severity"] == severity]
        out += ["\tcase " + ",\n\t\t".join(names) + ":", f'\t\treturn "{severity}"'] if names else []
    return out + ["\t}", '\treturn ""', "}"]


def go_name(rule):
    return "Rule" + "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]", rule["name"]))


# ---- Files -----------------------------------------------------------------------------------------------------------------------


def files(header, rules):
    """Path in the tree and content of everything that is generated."""
    made = {
        "bindings/python/src/plumbline/_raw.py": python_raw(header), "bindings/python/src/plumbline/rules.py": python_rules(rules),
        "bindings/rust/plumbline-sys/src/raw.rs": rust_raw(header), "bindings/rust/plumbline/src/rules.rs": rust_rules(rules),
        "bindings/go/rules.go": go_rules(rules),
    }
    return {name: "\n".join(line.rstrip() for line in text) + "\n" for name, text in made.items()}


def differences(made):
    """What a reader sees of files that are not as they should be."""
    for name, text in made.items():
        path = ROOT / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        yield from difflib.unified_diff(old.splitlines(), text.splitlines(), f"{name} (in the tree)", f"{name} (generated)", lineterm="", n=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plumbline", help="the built command line")
    parser.add_argument("--check", action="store_true", help="write nothing, tell differences")
    parser.add_argument("--clang", default=shutil.which("clang"), help="the compiler that reads the header")
    options = parser.parse_args()
    if not options.clang:
        print("[skip] bindings/generate.py: no clang on this machine")
        return SKIPPED
    catalogue = subprocess.run([options.plumbline, "explain", "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    made = files(Header(options.clang), json.loads(catalogue)["rules"])
    if options.check:
        lines = list(differences(made))
        print(*lines, sep="\n")
        return 1 if lines else 0
    for name, text in made.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
