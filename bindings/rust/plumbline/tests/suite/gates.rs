//! Gates, what is recorded of them, what an error means, and the servers that they run on.

use std::ops::ControlFlow;
use std::thread;

use plumbline::{
    classify, history, mark_scratch, Cancel, ErrorKind, EventKind, GateKind, GateOptions,
    Repository, Run, SchemaOptions, Server, ServerOptions, Severity, Target,
};
use serde_json::Value;

use crate::cases;
use crate::folder::Folder;

const TEAMS: &str = "CREATE TABLE teams (id bigint);\n";

/// A server, or why there is none.
fn server() -> Option<Server> {
    match Server::start() {
        Ok(server) => Some(server),
        Err(error) if error.kind() == ErrorKind::Tool => {
            assert!(error.hint().is_some());
            println!("[skip] bindings/rust: no server of our own: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// An sqlx tree whose second migration is `script`.
fn tree(script: &str) -> Folder {
    let folder = Folder::new();
    folder
        .write("migrations/1_people.up.sql", "CREATE TABLE people (id bigint);\n")
        .write("migrations/1_people.down.sql", "DROP TABLE people;\n")
        .write("migrations/2_teams.up.sql", script)
        .write("migrations/2_teams.down.sql", "DROP TABLE teams;\n");
    folder
}

fn parsed(run: &Run) -> Value {
    serde_json::from_slice(&run.render("json").unwrap()).unwrap()
}

#[test]
fn a_server_makes_databases_and_ends() {
    let Some(server) = server() else { return };
    assert!(server.uri().starts_with("postgres://") && server.version() >= 120_000);
    assert!(format!("{server:?}").contains("postgres://"));
    let first = server.add_database(None).unwrap();
    let copies: Vec<String> = thread::scope(|scope| {
        let make = || server.add_database(Some(&first)).unwrap();
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let target = Target::open(&copies[0]).unwrap();
    assert_eq!(target.server_version(), server.version());
    for copy in &copies {
        assert_ne!(*copy, first);
        server.drop_database(copy).unwrap();
    }
    assert_eq!(Target::open(&copies[0]).unwrap_err().kind(), ErrorKind::Connection);
    let other = "postgresql:///elsewhere";
    assert_eq!(server.add_database(Some(other)).unwrap_err().kind(), ErrorKind::Argument);
    assert_eq!(server.drop_database(other).unwrap_err().kind(), ErrorKind::Argument);
    assert_eq!(mark_scratch(&server.uri(), None).unwrap_err().kind(), ErrorKind::Refused);
    drop(server);
    assert_eq!(Target::open(&first).unwrap_err().kind(), ErrorKind::Connection);
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let none = ServerOptions::new().bin("/nowhere");
    assert_eq!(Server::start_with(&none).unwrap_err().kind(), ErrorKind::Tool);
    let old = ServerOptions::new().major(7);
    assert_eq!(Server::start_with(&old).unwrap_err().kind(), ErrorKind::Tool);
    let cancel = Cancel::new().unwrap();
    cancel.request();
    let ended = ServerOptions::new().cancel(&cancel);
    assert_eq!(Server::start_with(&ended).unwrap_err().kind(), ErrorKind::Cancelled);
    let mut notes = 0;
    let refused = Server::start_with(ServerOptions::new().watched(&mut |event| {
        assert_eq!(event.kind(), EventKind::Note);
        notes += 1;
        ControlFlow::Break(())
    }));
    assert_eq!((refused.unwrap_err().kind(), notes), (ErrorKind::Cancelled, 1));
}

#[test]
fn a_green_gate_is_recorded() {
    let Some(server) = server() else { return };
    let folder = tree(TEAMS);
    let record = folder.path().join("gates.jsonl");
    let options =
        GateOptions::new().server(server.uri()).record(&record).version("1a2b3c").tier("staging");
    let mut kinds = Vec::new();
    let repository = Repository::open(folder.path()).unwrap();
    let run = repository
        .gate(options.watched(&mut |event| {
            kinds.push(event.kind());
            ControlFlow::Continue(())
        }))
        .unwrap();
    drop(repository);
    assert!(run.passed() && run.detail().is_some());
    assert_eq!(run.report().total(Severity::Error), 0);
    assert_eq!(kinds.first(), Some(&EventKind::GateStart));
    assert_eq!(kinds.last(), Some(&EventKind::GateDone));
    let document = parsed(&run);
    assert_eq!(document["schema"], "plumbline.gate/1");
    assert_eq!(
        (&document["run"]["tier"], &document["run"]["version"]),
        (&"staging".into(), &"1a2b3c".into())
    );
    assert!(!run.render("text").unwrap().is_empty());
    assert_eq!(run.render("pdf").unwrap_err().kind(), ErrorKind::Argument);
    assert!(format!("{run:?}").contains("passed: true"));
    let past: Value = serde_json::from_slice(&history(Some(&record)).unwrap()).unwrap();
    assert_eq!(past["runs"].as_array().unwrap().len(), 1);
}

#[test]
fn a_schema_is_built() {
    let Some(server) = server() else { return };
    let folder = tree(TEAMS);
    let repository = Repository::open(folder.path()).unwrap();
    let project = repository.project(0).unwrap();
    let options = SchemaOptions::new();
    let built = project.built_schema(None, &server, &options).unwrap();
    assert!(built.find("table", "public.teams").unwrap().change().is_none());
    let planned = project.planned_schema(None, &options).unwrap();
    assert_eq!(built.fingerprint(), planned.fingerprint());
    let unknown = project.built_schema(Some("7"), &server, &options);
    assert_eq!(unknown.unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_red_gate_says_why() {
    let Some(server) = server() else { return };
    let folder = tree(&[TEAMS, TEAMS].concat());
    let repository = Repository::open(folder.path()).unwrap();
    let options =
        GateOptions::new().server(server.uri()).record("").each(true).infer(false).fresh(true);
    let run = repository.project(0).unwrap().gate(&options).unwrap();
    assert!(!run.passed() && run.detail().unwrap().contains("teams"));
    let finding = run.report().finding(0).unwrap();
    assert_eq!(finding.sqlstate(), Some("42P07"));
    assert!(finding.failure_class().is_some() && finding.remedy().is_some());
}

#[test]
fn a_gate_that_is_ended_is_red_in_the_record() {
    let Some(server) = server() else { return };
    let folder = tree(TEAMS);
    let record = folder.path().join("gates.jsonl");
    let repository = Repository::open(folder.path()).unwrap();
    let cancel = Cancel::new().unwrap();
    let options = GateOptions::new().server(server.uri()).record(&record).cancel(&cancel);
    let ended = repository.gate(options.watched(&mut |_| {
        cancel.request();
        ControlFlow::Continue(())
    }));
    assert_eq!(ended.unwrap_err().kind(), ErrorKind::Cancelled);
    let past = history(Some(&record)).unwrap();
    assert!(past.to_str_lossy().contains("\"passed\": false"));
}

#[test]
fn gates_that_cannot_be_run_are_errors() {
    let folder = tree(TEAMS);
    let repository = Repository::open(folder.path()).unwrap();
    let without = GateOptions::new().bin("/nowhere").record("");
    assert_eq!(repository.gate(&without).unwrap_err().kind(), ErrorKind::Tool);
    let empty = Folder::new();
    let nothing = Repository::open(empty.path()).unwrap();
    let options = GateOptions::new().kind(GateKind::RoundTrip).record("");
    assert_eq!(nothing.gate(&options).unwrap_err().kind(), ErrorKind::NotFound);
    let record = folder.path().join("none.jsonl");
    assert_eq!(history(Some(&record)).unwrap_err().kind(), ErrorKind::NotFound);
    folder.write("none.jsonl", "{\"schema\": \"something.else/1\"}\n");
    assert_eq!(history(Some(&record)).unwrap_err().kind(), ErrorKind::Format);
}

#[test]
fn output_is_classified() {
    let said = "error: relation \"teams\" already exists";
    let report = classify(said, Some("42P07"), Some("upgrade")).unwrap();
    assert_eq!(report.len(), 1);
    assert_eq!(report.finding(0).unwrap().sqlstate(), Some("42P07"));
    assert!(report.finding(0).unwrap().failure_class().is_some());
    assert_eq!(classify(b"", None, None).unwrap().len(), 1);
    assert_eq!(classify("x", Some("4\0"), None).unwrap_err().kind(), ErrorKind::Argument);
}

/// What two runs of one gate have alike.
fn comparable(run: &Value) -> Value {
    let steps: Vec<_> = run["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| [&step["project"], &step["name"], &step["subject"], &step["state"]])
        .collect();
    let findings: Vec<_> = run["report"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| [&each["rule"], &each["class"], &each["sqlstate"], &each["message"]])
        .collect();
    serde_json::json!([run["run"]["passed"], steps, findings, run["inferred"], run["not_covered"]])
}

#[test]
fn gates_are_as_the_command_line_has_them() {
    for gate in cases::gates() {
        let repository = Repository::open(&gate.path).unwrap();
        let run = repository.gate(&GateOptions::new().record("").fresh(true)).unwrap();
        assert_eq!(comparable(&parsed(&run)), comparable(&gate.run), "{}", gate.path.display());
    }
}
