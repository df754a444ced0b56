//! Reports, findings and rules.

use std::path::Path;

use plumbline::{rules, CheckOptions, Finding, Report, Repository, Severity};
use serde_json::Value;

use crate::trees;

fn check(folder: &crate::folder::Folder, options: &CheckOptions) -> Report {
    Repository::open(folder.path()).unwrap().check(None, options).unwrap()
}

#[test]
fn a_finding_says_all_that_the_document_says() {
    let folder = trees::duplicate_version();
    let report = check(&folder, &CheckOptions::default());
    let json: Value = serde_json::from_slice(&report.render("json").unwrap()).unwrap();
    let listed = json["findings"].as_array().unwrap();
    assert_eq!(report.len(), listed.len());
    assert!(!report.is_empty());
    for (finding, wanted) in report.findings().zip(listed) {
        let number =
            |value: &Value| value.as_u64().filter(|&n| n != 0).map(|n| u32::try_from(n).unwrap());
        assert_eq!(finding.rule(), wanted["rule"]);
        assert_eq!(finding.severity().to_string(), wanted["severity"]);
        assert_eq!(finding.message(), wanted["message"].as_str().unwrap());
        assert_eq!(finding.remedy().as_deref(), wanted["remedy"].as_str());
        assert_eq!(finding.file(), wanted["file"].as_str().map(Path::new));
        assert_eq!(
            (finding.line(), finding.column()),
            (number(&wanted["line"]), number(&wanted["column"]))
        );
        assert_eq!(finding.change().as_deref(), wanted["change"].as_str());
        assert_eq!(finding.object().as_deref(), wanted["object"].as_str());
        assert_eq!(finding.sqlstate(), wanted["sqlstate"].as_str());
        assert_eq!(finding.failure_class(), wanted["class"].as_str());
        assert!(format!("{finding:?}").contains(finding.rule()));
    }
}

#[test]
fn a_finding_displays_as_one_line() {
    let folder = trees::bracketed(1);
    let report = check(&folder, &CheckOptions::new().only([rules::PLAN_BRACKETED_TIMESTAMP]));
    let line = report.finding(0).unwrap().to_string();
    assert!(line.starts_with("sqitch.plan:4: error: "), "{line}");
    assert!(line.ends_with(" [plan/bracketed-timestamp]"), "{line}");
    assert!(report.finding(1).is_none());
    assert!(format!("{report:?}").contains("bracketed"));
}

#[test]
fn totals_count_what_the_limit_left_out() {
    let folder = trees::bracketed(20);
    let repository = Repository::open(folder.path()).unwrap();
    let options = CheckOptions::new().only(["plan/bracketed-*"]).max_per_rule(5);
    let report = repository.project(0).unwrap().check(None, &options).unwrap();
    assert_eq!(
        (report.len(), report.total(Severity::Error), report.total(Severity::Info)),
        (5, 20, 0)
    );
    let unchecked: Vec<_> = report.unchecked().collect();
    assert_eq!(unchecked.len(), 1);
    assert!(unchecked[0].contains("15 more of plan/bracketed-timestamp"), "{unchecked:?}");
    assert_eq!(report.unchecked().rev().count(), 1);
}

#[test]
fn only_and_skip_choose_the_rules() {
    let folder = trees::bracketed(2);
    let rules_of = |options: &CheckOptions| {
        let report = check(&folder, options);
        let mut names: Vec<_> =
            report.findings().map(|finding| finding.rule().to_owned()).collect();
        names.dedup();
        names
    };
    let only =
        CheckOptions::new().only(["plan"]).skip(["plan/missing-script", rules::PLAN_NO_WAY_BACK]);
    assert_eq!(rules_of(&only), [rules::PLAN_BRACKETED_TIMESTAMP]);
    let none = CheckOptions::new().only([rules::PLAN_CYCLE]).use_git(true);
    assert!(rules_of(&none).is_empty());
}

#[test]
fn a_report_outlives_its_repository() {
    let folder = trees::duplicate_version();
    let repository = Repository::open(folder.path()).unwrap();
    let report = repository.check(None, &CheckOptions::default()).unwrap();
    drop(repository);
    drop(folder);
    assert!(report.findings().any(|finding| finding.rule() == rules::PLAN_DUPLICATE_VERSION));
    assert!(report.render("text").unwrap().to_str_lossy().contains("duplicate-version"));
    assert!(report.render("pdf").is_err());
}

#[test]
fn findings_are_copied_about_while_the_report_lives() {
    let folder = trees::bracketed(3);
    let report = check(&folder, &CheckOptions::default());
    let mut findings: Vec<Finding<'_>> = (&report).into_iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity(), finding.line())));
    assert_eq!(findings[0].severity(), Severity::Error);
    let messages: Vec<_> = findings.iter().map(|finding| finding.message()).collect();
    assert!(messages.iter().all(|message| !message.is_empty()));
}

#[test]
fn every_rule_constant_is_explained_with_its_severity() {
    let all: Value = serde_json::from_slice(&plumbline::explain(None, "json").unwrap()).unwrap();
    assert_eq!(all["schema"], "plumbline.rules/1");
    for (rule, severity) in rules::SEVERITIES {
        let text = plumbline::explain(Some(rule), "text").unwrap().to_string();
        assert!(text.contains(rule), "{rule}: {severity}");
    }
    assert!(plumbline::explain(None, "markdown").unwrap().len() > 1000);
}

#[test]
fn versions_are_those_of_the_library() {
    assert_eq!(plumbline::version_number() >> 8, 0x0001);
    assert!(plumbline::grammar_version().map_or(true, |version| version >= 130_000));
}
