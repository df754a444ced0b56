"""Target.capture, Schema, CatalogObject and Diff, on two databases that tests/bindings/prepare.py makes, beside what the command line
says of them."""
from __future__ import annotations

import json
import pickle
import threading
from pathlib import Path

import pytest

import plumbline
from plumbline import rules

WANTED = [
    plumbline.Difference("missing", "index", "billing.invoice_customer"),
    plumbline.Difference("unexpected", "table", "billing.refund"),
    plumbline.Difference("changed", "column", "billing.invoice.total", "type", "integer", "bigint"),
]


@pytest.fixture
def before(schemas):
    with plumbline.connect(schemas["before"]["uri"]) as target:
        yield target


@pytest.fixture
def pair(schemas):
    return [plumbline.Schema.load(Path(schemas[name]["snapshot"]).read_bytes()) for name in ("before", "after")]


def test_capture_is_what_the_command_line_saves(schemas, before):
    seen = []
    with before.capture(on_event=seen.append) as schema:
        assert json.loads(schema.save()) == json.loads(Path(schemas["before"]["snapshot"]).read_text())
        assert schema.server_version == before.server_version and schema.database == "schema_before" and not schema.relative
        assert schema.fingerprint == before.fingerprint() and len(schema.fingerprint) == 64
        assert before.digest() == before.capture(with_digest=True).digest != "" and schema.digest is None
        assert json.loads(schema.render("fingerprints"))["fingerprint"] == schema.fingerprint and "table" in schema.render()
        with pytest.raises(plumbline.InvalidArgument):
            schema.render("json")
        assert schema.unchecked == () and all(": " in line for line in schema.left_out)
    assert seen
    with pytest.raises(ValueError, match="the schema is closed"):
        len(schema)
    assert repr(schema) == "<plumbline.Schema closed>"


def test_objects_are_read(before):
    schema = before.capture(schemas="billing")
    table = schema.find("table", "billing.invoice")
    assert table is not None and table in list(schema) and repr(table) == "<plumbline.CatalogObject table billing.invoice>"
    assert (table.kind, table.name, table.schema, table.parent, table.position, table.change) == ("table", "billing.invoice", "billing", None, 0, None)
    columns = {part.name.rpartition(".")[2]: part for part in table.parts if part.kind == "column"}
    assert sorted(columns, key=lambda name: columns[name].position) == ["id", "customer", "total", "note"]
    total = columns["total"]
    assert total.parent == table and hash(total.parent) == hash(table) and total != table
    assert total.properties["type"] == "integer" and total.properties["not_null"] == "true"
    assert dict(total.properties) == dict(total.properties.items()) and list(total.properties) == sorted(total.properties)
    assert total.properties == schema.find("column", "billing.invoice.total").properties and "default" not in total.properties
    assert columns["note"].properties.get("comment") == "what they said: “né”"
    with pytest.raises(KeyError):
        total.properties["no_such_property"]
    view = schema.find("view", "billing.large")
    assert columns["note"] in view.dependencies and total not in view.dependencies
    index = schema.find("index", "billing.invoice_customer")
    assert index.parent == table and index.definition == "CREATE INDEX invoice_customer ON billing.invoice USING btree (customer)"
    assert table.definition.startswith("CREATE TABLE billing.invoice (") and len(table.fingerprint) == 64
    assert schema[0] == schema[-len(schema)] and schema[:2] == (schema[0], schema[1])
    for index in (len(schema), -len(schema) - 1):
        with pytest.raises(IndexError):
            schema[index]
    assert schema.find("table", "billing.nothing") is None and schema.find("nothing", "billing.invoice") is None
    schema.close()
    assert table.name == "billing.invoice" and table.definition  # an object keeps its schema


def test_filters_and_tenants(before):
    everything, tenants = before.capture(without_dependencies=True), before.capture(schemas=["tenant_*"], relative=True)
    assert everything.fingerprint_of("tenant_1") != everything.fingerprint_of("tenant_2")
    assert tenants.relative and tenants.fingerprint_of("tenant_1") == tenants.fingerprint_of("tenant_2") and tenants.fingerprint_of("billing") is None
    assert not any(each.dependencies for each in everything)
    assert len(before.capture(skip=["tenant_*", "table:billing.*"])) < len(everything)
    assert before.fingerprint(schemas="tenant_1", relative=True) == before.fingerprint(schemas="tenant_2", relative=True)
    with pytest.raises(plumbline.InvalidArgument):
        before.capture(skip=["no-such-kind:x"])


def test_diff_is_what_the_command_line_says(schemas, pair):
    diff = pair[0].diff(pair[1])
    assert json.loads(diff.render("json")) == json.loads(Path(schemas["diff"]).read_text())
    assert sorted(diff, key=str) == sorted(WANTED, key=str) and diff[0] == diff.differences[0] and diff[:1] == (diff[0],)
    assert str(WANTED[0]) == "index billing.invoice_customer is missing"
    assert str(WANTED[2]) == "column billing.invoice.total: type is bigint, not integer"
    assert str(plumbline.Difference("missing", "table", "a", rename_hint="b")) == "table a is missing, renamed perhaps: b"
    assert diff.unchecked == () and "column total" in diff.render()
    assert pickle.loads(pickle.dumps(diff[0])) == diff[0]
    assert not pair[0].diff(pair[0]) and not pair[0].diff(pair[1], skip=["index", "table:billing.refund", "column"])
    assert [each.kind for each in pair[0].diff(pair[1], only=["column"], without_owner=True, without_grants=True, without_comments=True)] == ["column"]
    assert len(pair[0].diff(pair[1], column_order=True, system_names=True, physical=True)) >= len(diff)
    for each in pair:
        each.close()
    diff.close()
    assert len(diff.differences) == 3  # they outlive all of them
    with pytest.raises(ValueError, match="the diff is closed"):
        len(diff)


def test_what_is_wrong_is_told(pair):
    for document in ("", "{}", b"\xff", pair[0].save()[:-20]):
        with pytest.raises(plumbline.BadFormat):
            plumbline.Schema.load(document)
    with pytest.raises(plumbline.InvalidArgument):
        pair[0].diff(pair[1], only=["no-such-kind:x"])
    with pytest.raises(plumbline.InvalidArgument):
        pair[0].diff(pair[1]).render("html")
    with pytest.raises(TypeError, match="must be a plumbline.Schema"):
        pair[0].diff(pair[0].save())


def test_a_snapshot_stands_for_the_live_schema(pair, tmp_path):
    def unplanned(*beside):
        report = plumbline.open(tmp_path / "own").check(schema=pair[1], beside=beside, expect=["billing.refund"])
        return {finding.object for finding in report if finding.rule == rules.DRIFT_UNEXPECTED_OBJECT}

    for tree, statement in (("own", "CREATE SCHEMA billing;"), ("other", "CREATE TABLE billing.refund (id integer);")):
        (tmp_path / tree / "migrations").mkdir(parents=True)
        (tmp_path / tree / "migrations" / "1_a.sql").write_text(statement)
    with plumbline.open(tmp_path / "other") as other:
        assert unplanned() - unplanned(other) == {"billing.refund"}
    with pytest.raises(ValueError, match="the repository is closed"):
        unplanned(other)


def test_doctor_is_told(before):
    told = json.loads(before.doctor())
    assert told["schema"] == "plumbline.doctor/1"


def test_capture_can_be_stopped(before, schemas):
    cancel = plumbline.Cancel()
    cancel.request()
    with pytest.raises(plumbline.Cancelled):
        before.capture(cancel=cancel)

    def stop(event):
        raise LookupError(event.message)

    with plumbline.connect(schemas["before"]["uri"]) as target, pytest.raises(LookupError):
        target.fingerprint(on_event=stop)


def test_eight_threads_read_one_schema(pair):
    schema, faults = pair[1], []
    wanted = [(each.definition, each.fingerprint) for each in plumbline.Schema.load(schema.save())]

    def read():
        if [(each.definition, each.fingerprint) for each in schema] != wanted:
            faults.append(threading.current_thread())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
