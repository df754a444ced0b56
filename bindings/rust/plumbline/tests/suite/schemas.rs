//! Schemas, their objects and diffs, on two databases that tests/bindings/prepare.py makes, beside what
//! the command line says of them.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;
use std::{env, fs, thread};

use plumbline::{
    rules, Cancel, CheckOptions, Diff, DiffOptions, Difference, DifferenceKind, ErrorKind,
    Repository, Schema, SchemaOptions, Target,
};
use serde_json::Value;

use crate::folder::Folder;

/// schemas.json, beside the list of cases.
fn told() -> Option<Value> {
    let Some(list) = env::var_os("PLUMBLINE_CASES") else {
        println!("[skip] bindings/rust: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets");
        return None;
    };
    Some(json(&fs::read(Path::new(&list).with_file_name("schemas.json")).unwrap()))
}

fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap()
}

fn file(place: &Value) -> Vec<u8> {
    fs::read(place.as_str().unwrap()).unwrap()
}

fn pair() -> Option<(Schema, Schema)> {
    let told = told()?;
    let load = |name: &str| Schema::load(&file(&told[name]["snapshot"])).unwrap();
    Some((load("before"), load("after")))
}

fn before() -> Option<Target> {
    told().map(|told| Target::open(told["before"]["uri"].as_str().unwrap()).unwrap())
}

#[test]
fn a_capture_is_what_the_command_line_saves() {
    let Some(told) = told() else { return };
    let mut target = before().unwrap();
    let mut events = 0;
    let options = SchemaOptions::new();
    let schema = target
        .capture(options.watched(&mut |_| {
            events += 1;
            ControlFlow::Continue(())
        }))
        .unwrap();
    assert!(events > 0);
    assert_eq!(json(&schema.save().unwrap()), json(&file(&told["before"]["snapshot"])));
    assert_eq!(schema.server_version(), target.server_version());
    assert_eq!(schema.database().as_deref(), Some("schema_before"));
    assert!(!schema.is_relative() && !schema.is_empty());
    assert_eq!(schema.fingerprint().len(), 64);
    assert_eq!(target.fingerprint(&options).unwrap().to_str_lossy(), schema.fingerprint());
    let digest = target.digest(&options).unwrap();
    let digested = target.capture(&SchemaOptions::new().with_digest(true)).unwrap();
    assert_eq!(digested.digest().unwrap(), digest.to_str_lossy());
    assert_eq!(schema.digest(), None);
    assert_eq!(json(&schema.render("fingerprints").unwrap())["fingerprint"], schema.fingerprint());
    assert!(schema.render("text").unwrap().to_str_lossy().contains("table"));
    assert_eq!(schema.render("json").unwrap_err().kind(), ErrorKind::Argument);
    assert_eq!(schema.unchecked().len(), 0);
    assert!(schema.left_out().all(|line| line.contains(": ")));
    assert!(format!("{schema:?}").contains("schema_before"));
    assert_eq!(json(&target.doctor().unwrap())["schema"], "plumbline.doctor/1");
}

#[test]
fn objects_are_read() {
    let Some(mut target) = before() else { return };
    let schema = target.capture(&SchemaOptions::new().schemas(["billing"])).unwrap();
    drop(target);
    let table = schema.find("table", "billing.invoice").unwrap();
    assert_eq!(table.to_string(), "table billing.invoice");
    assert_eq!(table.schema().as_deref(), Some("billing"));
    assert!(table.parent().is_none() && table.position().is_none() && table.change().is_none());
    assert!(schema.objects().any(|object| object == table));
    assert_eq!((&schema).into_iter().len(), schema.len());
    let mut columns: Vec<_> = table.parts().filter(|part| part.kind() == "column").collect();
    columns.sort_by_key(|column| column.position());
    let names: Vec<_> = columns.iter().map(|column| column.name().into_owned()).collect();
    assert_eq!(
        names,
        ["id", "customer", "total", "note"].map(|name| format!("billing.invoice.{name}"))
    );
    let total = columns[2];
    assert_eq!(total.parent(), Some(table));
    assert_eq!(total.property("type").as_deref(), Some("integer"));
    assert_eq!(total.property("not_null").as_deref(), Some("true"));
    assert_eq!(total.property("default"), None);
    for (name, value) in total.properties() {
        assert_eq!(total.property(&name), Some(value));
    }
    assert_eq!(columns[3].property("comment").as_deref(), Some("what they said: “né”"));
    let view = schema.find("view", "billing.large").unwrap();
    assert!(view.dependencies().any(|needed| needed == table || needed.parent() == Some(table)));
    let index = schema.find("index", "billing.invoice_customer").unwrap();
    assert_eq!(index.parent(), Some(table));
    assert_eq!(
        index.definition().as_deref(),
        Some("CREATE INDEX invoice_customer ON billing.invoice USING btree (customer)")
    );
    assert!(table.definition().unwrap().starts_with("CREATE TABLE billing.invoice ("));
    assert_eq!(table.fingerprint().len(), 64);
    assert!(schema.object(schema.len()).is_none() && schema.object(0).is_some());
    assert!(schema.find("table", "billing.nothing").is_none());
    assert!(schema.find("nothing", "billing.invoice").is_none());
    assert!(schema.find("table", "a\0b").is_none());
    assert!(format!("{table:?}").contains("billing.invoice"));
}

#[test]
fn filters_and_tenants() {
    let Some(mut target) = before() else { return };
    let everything = target.capture(&SchemaOptions::new().without_dependencies(true)).unwrap();
    assert_ne!(everything.fingerprint_of("tenant_1"), everything.fingerprint_of("tenant_2"));
    assert!(everything.objects().all(|object| object.dependencies().len() == 0));
    let options = SchemaOptions::new().schemas(["tenant_*"]).relative(true);
    let tenants = target.capture(&options).unwrap();
    assert!(tenants.is_relative());
    assert_eq!(tenants.fingerprint_of("tenant_1"), tenants.fingerprint_of("tenant_2"));
    assert_eq!(tenants.fingerprint_of("billing"), None);
    let fewer = SchemaOptions::new()
        .skip(["tenant_*", "table:billing.*"])
        .with_extension_members(true)
        .with_registry(true)
        .deadline(Duration::from_secs(60));
    assert!(target.capture(&fewer).unwrap().len() < everything.len());
    let error = target.capture(&SchemaOptions::new().skip(["no-such-kind:x"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
}

#[test]
fn a_diff_is_what_the_command_line_says() {
    let (Some(told), Some((before, after))) = (told(), pair()) else { return };
    let diff = before.diff(&after, &DiffOptions::new()).unwrap();
    let count = |options: DiffOptions| before.diff(&after, &options).unwrap().len();
    assert_eq!(count(DiffOptions::new().only(["column"])), 1);
    assert_eq!(count(DiffOptions::new().skip(["column", "index", "table:billing.refund"])), 0);
    let less = DiffOptions::new().without_owner(true).without_grants(true).without_comments(true);
    assert_eq!(count(less), 3);
    assert!(count(DiffOptions::new().column_order(true).system_names(true).physical(true)) >= 3);
    assert!(before.diff(&before, &DiffOptions::new()).unwrap().is_empty());
    let error = before.diff(&after, &DiffOptions::new().only(["no-such-kind:x"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    drop((before, after)); // it needs neither
    assert_eq!(json(&diff.render("json").unwrap()), json(&file(&told["diff"])));
    assert!(diff.render("text").unwrap().to_str_lossy().contains("column total"));
    assert_eq!(diff.render("html").unwrap_err().kind(), ErrorKind::Argument);
    assert_eq!(diff.unchecked().len(), 0);
    let mut lines: Vec<_> = diff.differences().map(|difference| difference.to_string()).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "column billing.invoice.total: type is bigint, not integer",
            "index billing.invoice_customer is missing",
            "table billing.refund is unexpected",
        ]
    );
    let changed =
        (&diff).into_iter().find(|each| each.change() == DifferenceKind::Changed).unwrap();
    assert_eq!((changed.kind(), changed.object().as_ref()), ("column", "billing.invoice.total"));
    assert_eq!(changed.property().as_deref(), Some("type"));
    assert_eq!(changed.old_value().as_deref(), Some("integer"));
    assert_eq!(changed.new_value().as_deref(), Some("bigint"));
    assert_eq!(changed.rename_hint(), None);
    assert!(diff.difference(3).is_none() && diff.difference(0).is_some());
    assert!(format!("{diff:?}").contains("billing.refund"));
}

#[test]
fn a_snapshot_stands_for_the_live_schema() {
    let Some((_, schema)) = pair() else { return };
    let folder = Folder::new();
    folder.write("own/migrations/1_a.sql", "CREATE SCHEMA billing;");
    folder.write("other/migrations/1_b.sql", "CREATE TABLE billing.refund (id integer);");
    let own = Repository::open(folder.path().join("own")).unwrap();
    let other = Repository::open(folder.path().join("other")).unwrap();
    let tells = |options: CheckOptions<'_>| {
        let report = own.check(None, &options.schema(&schema).expect(["billing.refund"])).unwrap();
        let tells = report.findings().any(|finding| {
            finding.rule() == rules::DRIFT_UNEXPECTED_OBJECT
                && finding.object().as_deref() == Some("billing.refund")
        });
        tells
    };
    assert!(tells(CheckOptions::new()));
    assert!(!tells(CheckOptions::new().beside([&other])));
}

#[test]
fn what_is_no_snapshot_is_told() {
    for document in ["", "{}", "[1]", "\u{0}"] {
        assert_eq!(Schema::load(document.as_bytes()).unwrap_err().kind(), ErrorKind::Format);
    }
}

#[test]
fn a_capture_can_be_stopped() {
    let Some(mut target) = before() else { return };
    let cancel = Cancel::new().unwrap();
    cancel.request();
    let error = target.capture(&SchemaOptions::new().cancel(&cancel)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    let mut target = before().unwrap();
    let options = SchemaOptions::new();
    let error = target.capture(options.watched(&mut |_| ControlFlow::Break(()))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn eight_threads_read_one_schema() {
    let Some((_, schema)) = pair() else { return };
    let read = |schema: &Schema| -> Vec<_> {
        let said = |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| text.into_owned());
        schema
            .objects()
            .map(|object| (said(object.definition()), object.fingerprint().to_owned()))
            .collect()
    };
    let wanted = read(&Schema::load(&schema.save().unwrap()).unwrap());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(read(&schema), wanted));
        }
    });
    fn shared<T: Send + Sync>() {}
    shared::<Schema>();
    shared::<Diff>();
    shared::<Difference<'_>>();
    shared::<SchemaOptions>();
}
