#!/usr/bin/env python3
"""Tests vcpkg's files without vcpkg: the manifest at the top and the port in cmake/vcpkg. Exit status 1 when something is wrong.

Names, keys and layout are what `vcpkg format-manifest` leaves as they are; options that the port sets are options of the CMake
files, and what it installs and names there is.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT = ROOT / "cmake/vcpkg/ports/plumbline"
KEYS = ["name", "version", "description", "homepage", "license", "supports", "dependencies", "default-features", "features"]
DEPENDENCY_KEYS = ["name", "host", "default-features", "features", "platform"]
FEATURE_KEYS = ["description", "dependencies"]
# vcpkg's name for what cmake/*.cmake finds.
PORTS = {"cli11": "CLI11", "doctest": "doctest", "fmt": "fmt", "libpg-query": "PgQuery", "libpq": "PostgreSQL", "libyaml": "Yaml", "openssl": "OpenSSL",
         "pegtl": "pegtl", "simdjson": "simdjson", "sqlite3": "Sqlite", "tomlplusplus": "tomlplusplus", "zlib": "ZLIB"}
TOOLS = {"vcpkg-cmake": "vcpkg_cmake_install", "vcpkg-cmake-config": "vcpkg_cmake_config_fixup"}
faults = []


def check(what, holds):
    if not holds:
        faults.append(what)


def names(dependencies):
    return [each["name"] if isinstance(each, dict) else each for each in dependencies]


def check_dependencies(where, dependencies):
    found = names(dependencies)
    check(f"{where}: the dependencies are not sorted", found == sorted(found))
    for each in dependencies:
        if isinstance(each, dict):
            check(f"{where}: {each}: keys", list(each) == [key for key in DEPENDENCY_KEYS if key in each])
            check(f"{where}: {each} is only a name", len(each) > 1)
        name = names([each])[0]
        check(f"{where}: {name} is no port that is needed here", name in PORTS or name in TOOLS)
        check(f"{where}: {name} is a tool of the building machine", (name in TOOLS) == (isinstance(each, dict) and each.get("host") is True))


def manifest(path):
    where, text = path.relative_to(ROOT), path.read_text()
    document = json.loads(text)
    check(f"{where}: layout", text == json.dumps(document, indent=2) + "\n")
    check(f"{where}: keys {list(document)}", list(document) == [key for key in KEYS if key in document])
    check(f"{where}: name", document["name"] == "plumbline")
    version = re.search(r"project\(plumbline VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    check(f"{where}: version {document['version']}, CMakeLists.txt has {version}", document["version"] == version)
    check(f"{where}: license", document["license"] == "MIT")
    check_dependencies(where, document["dependencies"])
    for name, feature in document.get("features", {}).items():
        check(f"{where}: feature {name}: keys", list(feature) == FEATURE_KEYS)
        check_dependencies(f"{where}: {name}", feature["dependencies"])
    check(f"{where}: default-features", set(document.get("default-features", [])) <= set(document.get("features", {})))
    return document


def main():
    developer, port = manifest(ROOT / "vcpkg.json"), manifest(PORT / "vcpkg.json")
    for key in ("description", "license", "supports"):
        check(f"the two manifests disagree on {key}", developer[key] == port[key])
    needed = names(developer["dependencies"])
    check("the port needs other libraries than the manifest", [name for name in names(port["dependencies"]) if name not in TOOLS] == needed)
    found = set(re.findall(r"find_package\((\w+)", (ROOT / "cmake/Dependencies.cmake").read_text())) - {"Threads"}
    everything = {PORTS[name] for part in [developer, *developer["features"].values()] for name in names(part["dependencies"])}
    check(f"cmake/Dependencies.cmake looks for {sorted(found)}, vcpkg.json has {sorted(everything)}", found == everything)

    cmake = "\n".join(path.read_text() for path in [ROOT / "CMakeLists.txt", *ROOT.glob("cmake/*.cmake"), *ROOT.glob("lib/**/CMakeLists.txt")])
    portfile = (PORT / "portfile.cmake").read_text()
    options = re.findall(r"-D(\w+)=", portfile)
    check("portfile.cmake sets no option", options)
    for option in options:
        check(f"portfile.cmake: {option} is no option of the CMake files", re.search(rf"(option\({option} |set\({option} [^)]* CACHE )", cmake))
    for tool, function in TOOLS.items():
        check(f"portfile.cmake: {function} comes from {tool}, which is needed then", (function + "(" in portfile) == (tool in names(port["dependencies"])))
    check("portfile.cmake is not four folders below the top", (PORT / "../../../../CMakeLists.txt").resolve() == ROOT / "CMakeLists.txt"
          and "${CMAKE_CURRENT_LIST_DIR}/../../../.." in portfile)
    for target in re.findall(r"plumbline::\w+", (PORT / "usage").read_text()):
        check(f"usage: no target {target}", any("ALIAS" in line and target in line
              for name in ("lib", "capi") for line in (ROOT / name / "CMakeLists.txt").read_text().splitlines()))
    print(*faults, sep="\n")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
