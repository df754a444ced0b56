//! The founding scenarios: what the command line said of each must come out of Rust as well.

use std::path::{Path, PathBuf};
use std::{env, fs};

use plumbline::{CheckOptions, Repository, Target};
use serde_json::Value;

pub struct Case {
    pub name: String,
    pub path: String,
    pub uri: Option<String>,
    command: String,
    expect: Vec<String>,
    report: String,
}

/// Of $PLUMBLINE_CASES, which tests/bindings/prepare.py writes; none without it.
pub fn cases() -> Vec<Case> {
    let Some(list) = env::var_os("PLUMBLINE_CASES") else {
        println!("[skip] bindings/rust: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets");
        return Vec::new();
    };
    let list: Value = serde_json::from_slice(&fs::read(list).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let case = |value: &Value| Case {
        name: text(&value["name"]),
        path: text(&value["path"]),
        uri: value["uri"].as_str().map(str::to_owned),
        command: text(&value["command"]),
        expect: value["expect"].as_array().unwrap().iter().map(text).collect(),
        report: text(&value["report"]),
    };
    list.as_array().unwrap().iter().map(case).collect()
}

/// A tree whose gate was run before.
pub struct Gate {
    pub path: PathBuf,
    /// What the command line said.
    pub run: Value,
}

/// Beside that list; none without it.
pub fn gates() -> Vec<Gate> {
    let Some(list) = env::var_os("PLUMBLINE_CASES") else {
        println!("[skip] bindings/rust: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets");
        return Vec::new();
    };
    let read = |path: &Path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    let list = read(&Path::new(&list).with_file_name("gates.json"));
    let gate = |value: &Value| Gate {
        path: value["path"].as_str().unwrap().into(),
        run: read(Path::new(value["run"].as_str().unwrap())),
    };
    list.as_array().unwrap().iter().map(gate).collect()
}

/// One of them.
pub fn case(name: &str) -> Option<Case> {
    let cases = cases();
    let is_empty = cases.is_empty();
    let found = cases.into_iter().find(|case| case.name == name);
    assert!(is_empty || found.is_some(), "no case {name:?}");
    found
}

#[test]
fn every_founding_scenario_gives_the_command_lines_report() {
    for case in cases() {
        let repository = Repository::open(&case.path).unwrap();
        let mut target = case.uri.as_deref().map(|uri| Target::open(uri).unwrap());
        let options = CheckOptions::new().expect(&case.expect);
        let report = match case.command.as_str() {
            "verify" => repository.verify(target.as_mut().unwrap(), &options),
            _ => repository.check(target.as_mut(), &options),
        };
        let made: Value = serde_json::from_slice(&report.unwrap().render("json").unwrap()).unwrap();
        let wanted: Value = serde_json::from_slice(&fs::read(&case.report).unwrap()).unwrap();
        assert_eq!(made, wanted, "{}", case.name);
    }
}
