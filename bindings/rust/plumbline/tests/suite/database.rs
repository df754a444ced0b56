//! Targets and registries, on the databases of the founding scenarios.

use std::time::Duration;

use plumbline::{CheckOptions, ErrorKind, Repository, Severity, Target, TargetOptions};
use serde_json::Value;

use crate::cases::case;
use crate::trees;

#[test]
fn a_target_says_who_it_is_without_its_password() {
    let Some(case) = case("shop-clean") else { return };
    let uri = case.uri.unwrap();
    let options =
        TargetOptions::new().application_name("rust").connect_timeout(Duration::from_secs(5));
    let target =
        Target::open_with(&uri.replace("postgres@", "postgres:geheim@"), &options).unwrap();
    assert!(target.server_version() >= 120_000);
    assert!(!target.name().contains("geheim"));
    assert!(!format!("{target:?}").contains("geheim"));
    let error = Target::open(&uri.replace("/shop", "/no_such_database")).unwrap_err();
    assert_eq!((error.kind(), error.sqlstate()), (ErrorKind::Connection, Some("3D000")));
}

#[test]
fn a_registry_says_what_is_applied() {
    let Some(case) = case("shop-pending") else { return };
    let repository = Repository::open(&case.path).unwrap();
    let project = repository.project(0).unwrap();
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let registry = project.read_registry(&mut target).unwrap();
    let applied = project.changes().filter(|change| registry.is_applied(*change)).count();
    assert_eq!(registry.count(), Some(u64::try_from(applied).unwrap()));
    assert_eq!(applied + 1, project.len());
    assert!(!registry.is_applied(project.changes().next_back().unwrap()));
    let json: Value = serde_json::from_slice(&registry.render("json").unwrap()).unwrap();
    assert_eq!(json["schema"], "plumbline.registry/1");
    assert!(!registry.render("text").unwrap().is_empty());
    assert_eq!(registry.render("dot").unwrap_err().kind(), ErrorKind::Argument);
    assert!(format!("{registry:?}").contains("count"));
}

#[test]
fn a_database_without_a_registry_has_no_rows() {
    let Some(case) = case("queue-empty") else { return };
    let repository = Repository::open(&case.path).unwrap();
    let project = repository.project(0).unwrap();
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let registry = project.read_registry(&mut target).unwrap();
    drop(target);
    assert_eq!(registry.count(), None);
    assert!(project.changes().all(|change| !registry.is_applied(change)));
}

#[test]
fn one_target_serves_many_calls() {
    let Some(case) = case("shop-verify") else { return };
    let repository = Repository::open(&case.path).unwrap();
    let project = repository.project(0).unwrap();
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let options = CheckOptions::new().expect(["account", "page"]);
    assert_eq!(project.check(Some(&mut target), &options).unwrap().total(Severity::Error), 0);
    assert_eq!(project.verify(&mut target, &options).unwrap().total(Severity::Error), 0);
    let missing = CheckOptions::new().expect(["nothing_like_it"]);
    let report = repository.verify(&mut target, &missing).unwrap();
    assert_eq!(report.total(Severity::Error), 1);
    assert_eq!(report.findings().next_back().unwrap().object().as_deref(), Some("nothing_like_it"));
    assert_eq!(repository.check(Some(&mut target), &options).unwrap().total(Severity::Error), 0);
}

#[test]
fn nothing_to_verify_is_not_found() {
    let Some(case) = case("queue-empty") else { return };
    let empty = crate::folder::Folder::new();
    let repository = Repository::open(empty.path()).unwrap();
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let error = repository.verify(&mut target, &CheckOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn a_target_moves_to_another_thread() {
    let Some(case) = case("shop-clean") else { return };
    let mut target = Target::open(case.uri.as_deref().unwrap()).unwrap();
    let folder = trees::duplicate_version();
    let repository = Repository::open(folder.path()).unwrap();
    let total = std::thread::spawn(move || {
        repository
            .check(Some(&mut target), &CheckOptions::default())
            .unwrap()
            .total(Severity::Error)
    });
    assert!(total.join().unwrap() > 0);
}
