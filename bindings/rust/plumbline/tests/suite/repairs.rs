//! Repairs: a project's as one set, a finding's own.

use plumbline::{rules, CheckOptions, ErrorKind, FixOptions, HeadRepair, Repository};

use crate::trees;

#[test]
fn a_fix_is_shown_and_carried_out() {
    let folder = trees::bracketed(2);
    let repository = Repository::open(folder.path()).unwrap();
    let fix = repository.projects().next().unwrap().fix(None, &FixOptions::new()).unwrap();
    drop(repository);
    assert!(fix.patch().unwrap().to_str_lossy().starts_with("diff --git a/sqitch.plan "));
    assert!(fix.render("json").unwrap().to_str_lossy().contains("plumbline.fix/1"));
    assert_eq!(fix.render("pdf").unwrap_err().kind(), ErrorKind::Argument);
    assert!(format!("{fix:?}").contains("2 repaired"));
    fix.apply().unwrap();
    assert_eq!(fix.apply().unwrap_err().kind(), ErrorKind::Refused);
    let repaired = Repository::open(folder.path()).unwrap();
    let again = repaired.projects().next().unwrap().fix(None, &FixOptions::new()).unwrap();
    assert!(again.patch().unwrap().is_empty());
}

#[test]
fn a_finding_has_its_own_fix() {
    let folder = trees::bracketed(1);
    let only = CheckOptions::new().only([rules::PLAN_BRACKETED_TIMESTAMP]);
    let repository = Repository::open(folder.path()).unwrap();
    let report = repository.check(None, &only).unwrap();
    let fix = report.finding(0).unwrap().fix().unwrap();
    fix.apply().unwrap();
    let repaired = Repository::open(folder.path()).unwrap();
    assert!(repaired.check(None, &only).unwrap().is_empty());
}

#[test]
fn options_reach_the_library() {
    let folder = trees::bracketed(1);
    let repository = Repository::open(folder.path()).unwrap();
    let project = repository.projects().next().unwrap();
    let heads = FixOptions::new().only(["plan/multiple-heads"]).heads(HeadRepair::Merge);
    assert!(project.fix(None, &heads).unwrap().patch().unwrap().is_empty());
    let wrong = FixOptions::new().only(["plan/no-such-rule"]);
    assert_eq!(project.fix(None, &wrong).unwrap_err().kind(), ErrorKind::Argument);
}
