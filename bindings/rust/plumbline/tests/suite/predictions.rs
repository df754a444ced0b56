//! What the next deploy would do, what scripts do, and the schema that a plan would build.

use plumbline::{
    predict_scripts, rules, CheckOptions, ErrorKind, PredictOptions, Repository, Schema,
    SchemaOptions, Script, Target, Verdict,
};
use serde_json::Value;

use crate::cases;
use crate::folder::Folder;

/// Two sqlx migrations; the first makes nothing.
fn tree() -> Folder {
    let folder = Folder::new();
    folder.write("migrations/1_nothing.sql", "SELECT 1;\n");
    folder.write("migrations/2_orders.sql", "CREATE TABLE orders (id int);\n");
    folder
}

/// The schema of an empty database.
fn nothing(repository: &Repository) -> Schema {
    let project = repository.project(0).unwrap();
    project.planned_schema(Some("1"), &SchemaOptions::new()).unwrap()
}

#[test]
fn a_failure_is_predicted_on_staging() {
    let Some(case) = cases::case("queue-staging") else { return };
    let repository = Repository::open(&case.path).unwrap();
    let project = repository.project(0).unwrap();
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let prediction = project.predict(Some(&mut target), &PredictOptions::new()).unwrap();
    let failing = prediction.into_iter().find(|each| each.verdict() == Verdict::Fails).unwrap();
    let finding = failing.finding().unwrap();
    assert_eq!(finding.rule(), rules::DEPLOY_WILL_FAIL);
    assert_eq!((finding.sqlstate(), finding.line()), (Some("42P07"), Some(30)));
    assert!(finding.file().unwrap().ends_with("deploy/01-billing-schema.sql"));
    assert_eq!(finding.change().unwrap(), project.change(0).unwrap().id());
    assert!(prediction.statement(0).unwrap().finding().is_none());
    assert_eq!(prediction.statements().next_back().unwrap().verdict(), Verdict::Unknown);
    assert!(prediction.statement(prediction.len()).is_none() && !prediction.is_empty());
    assert!(format!("{prediction:?}").contains("Fails"));
    // psql names the line where the statement ends.
    let json: Value = serde_json::from_slice(&prediction.render("json").unwrap()).unwrap();
    let statements = json["statements"].as_array().unwrap();
    assert_eq!(statements.len(), prediction.statements().len());
    for (statement, record) in prediction.into_iter().zip(statements) {
        assert_eq!(statement.verdict().to_string(), record["verdict"]);
    }
    assert_eq!(statements.iter().find(|each| each["sqlstate"] == "42P07").unwrap()["end_line"], 44);
    assert_eq!(prediction.render("pdf").unwrap_err().kind(), ErrorKind::Argument);
    let first = PredictOptions::new().upto("01-billing-schema");
    assert!(project.predict(Some(&mut target), &first).unwrap().len() < prediction.len());
}

#[test]
fn scripts_are_predicted() {
    let folder = tree();
    folder.write("any.sql", "CREATE TABLE t (id int);\n");
    let repository = Repository::open(folder.path()).unwrap();
    let schema = nothing(&repository);
    let script = PredictOptions::new().scripts([folder.path().join("any.sql")]).schema(&schema);
    let once = predict_scripts(None, &script).unwrap();
    assert_eq!(once.len(), 1);
    assert_eq!(once.statement(0).unwrap().verdict(), Verdict::Ok);
    let again = script.clone().twice(true);
    let twice = repository.project(0).unwrap().predict(None, &again).unwrap();
    assert_eq!(twice.statement(1).unwrap().finding().unwrap().sqlstate(), Some("42P07"));
    let none = PredictOptions::new().scripts(["/nowhere/none.sql"]).schema(&schema);
    assert_eq!(predict_scripts(None, &none).unwrap_err().kind(), ErrorKind::NotFound);
    let of_nothing = PredictOptions::new().schema(&schema);
    assert_eq!(predict_scripts(None, &of_nothing).unwrap_err().kind(), ErrorKind::Argument);
    let from_nothing = PredictOptions::new().scripts([folder.path().join("any.sql")]);
    assert_eq!(predict_scripts(None, &from_nothing).unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn effects_of_a_change_are_told() {
    let folder = tree();
    let repository = Repository::open(folder.path()).unwrap();
    let change = repository.project(0).unwrap().change(1).unwrap();
    let deploy: Value = serde_json::from_slice(&change.effects(Script::Deploy).unwrap()).unwrap();
    assert_eq!(deploy["schema"], "plumbline.effects/1");
    let made = &deploy["changes"][0]["statements"][0]["creates"][0];
    assert_eq!((&made["kind"], &made["name"]), (&"table".into(), &"public.orders".into()));
    let revert: Value = serde_json::from_slice(&change.effects(Script::Revert).unwrap()).unwrap();
    assert_eq!(revert["changes"][0]["statements"], Value::Array(Vec::new()));
}

#[test]
fn a_planned_schema_knows_its_changes() {
    let folder = tree();
    let repository = Repository::open(folder.path()).unwrap();
    let project = repository.project(0).unwrap();
    let schema = project.planned_schema(None, &SchemaOptions::new()).unwrap();
    assert!(nothing(&repository).find("table", "public.orders").is_none());
    let unknown = project.planned_schema(Some("7"), &SchemaOptions::new());
    assert_eq!(unknown.unwrap_err().kind(), ErrorKind::NotFound);
    drop(repository);
    let table = schema.find("table", "public.orders").unwrap();
    assert_eq!(table.change().unwrap().id(), "2");
    assert!(schema.find("schema", "public").unwrap().change().is_none());
    folder.write(
        "migrations/2_orders.sql",
        "SELECT 1;\nDO $$ BEGIN EXECUTE current_setting('x.y'); END $$;\n",
    );
    let repository = Repository::open(folder.path()).unwrap();
    let project = repository.project(0).unwrap();
    let error = project.planned_schema(None, &SchemaOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.detail().unwrap().contains("2_orders.sql:2"));
}

#[test]
fn a_check_takes_since_and_preflight() {
    let folder = tree();
    folder.write("migrations/2_orders.sql", "CREATE TABLE t ();\nCREATE TABLE t ();\n");
    let repository = Repository::open(folder.path()).unwrap();
    let all = CheckOptions::new().only(["script"]);
    let judged = |options: &CheckOptions<'_>| {
        let report = repository.check(None, options).unwrap();
        report.findings().any(|finding| finding.change().as_deref() == Some("2"))
    };
    assert!(judged(&all) && judged(&all.clone().since("1")));
    assert!(!judged(&all.since("2").preflight(true)));
}

#[test]
fn a_check_leaves_out_what_its_baseline_holds() {
    let folder = tree();
    folder.write("migrations/2_orders.sql", "CREATE TABLE t ();\nCREATE TABLE t ();\n");
    let repository = Repository::open(folder.path()).unwrap();
    let all = CheckOptions::new().only(["script"]);
    let report = repository.check(None, &all).unwrap();
    assert!(!report.is_empty());
    let known = folder.path().join("known.json");
    std::fs::write(&known, report.render("json").unwrap()).unwrap();
    assert!(repository.check(None, &all.clone().baseline(&known)).unwrap().is_empty());
    let none = repository.check(None, &all.clone().baseline("")).unwrap();
    assert_eq!(none.len(), report.len());
    let error = repository.check(None, &all.baseline("/nowhere")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
