"""The founding scenarios on a real PostgreSQL: this binding says what the command line says."""
import contextlib
import json
import os
import subprocess
import sys

import pytest
from conftest import cases

import plumbline


@pytest.mark.parametrize("case", cases())
def test_report_is_the_command_lines(case):
    with contextlib.ExitStack() as stack:
        repository = stack.enter_context(plumbline.open(case["path"]))
        target = stack.enter_context(plumbline.connect(case["uri"])) if case["uri"] else None
        ask = repository.check if case["command"] == "check" else repository.verify
        report = stack.enter_context(ask(target, expect=case["expect"]))
        with open(case["report"], encoding="utf-8") as file:
            wanted = json.load(file)
        assert report.as_dict() == wanted
        assert len(report) == len(wanted["findings"])
        for index, finding in enumerate(report):
            assert (finding.rule, finding.message, finding.line) == tuple(wanted["findings"][index][key] for key in ("rule", "message", "line"))


@pytest.mark.parametrize("case", cases())
def test_module_is_the_command_lines_twin(case):
    command_line = os.environ.get("PLUMBLINE_CLI")
    if not command_line:
        pytest.skip("$PLUMBLINE_CLI is not set")
    words = [case["command"], case["path"], *(["--db", case["uri"]] if case["uri"] else []),
             *(word for pattern in case["expect"] for word in ("--expect", pattern))]
    for format in ("text",) if case["uri"] else ("text", "json"):
        twin, original = (subprocess.run([*program, *words, "--format", format], capture_output=True, check=False)
                          for program in ([sys.executable, "-m", "plumbline"], [command_line]))
        assert (twin.stdout, twin.returncode) == (original.stdout, original.returncode)
