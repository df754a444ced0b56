//! How long it takes to look at every field of 10,000 findings, the best of five. Printed, never a
//! failure.

use std::time::{Duration, Instant};

use plumbline::{rules, CheckOptions, Report, Repository, Severity};

use crate::trees;

#[test]
fn ten_thousand_findings_are_walked() {
    let folder = trees::bracketed(10_000);
    let repository = Repository::open(folder.path()).unwrap();
    let options = CheckOptions::new().only([rules::PLAN_BRACKETED_TIMESTAMP]).max_per_rule(10_000);
    let report = repository.check(None, &options).unwrap();
    assert_eq!(report.len(), 10_000);
    let (took, bytes) = (0..5).map(|_| walk(&report)).min().unwrap();
    println!("[walk] rust: 10,000 findings, all fields, {bytes} bytes: {took:.1?} (at most 50 ms wanted)");
}

fn walk(report: &Report) -> (Duration, usize) {
    let started = Instant::now();
    let mut bytes = 0;
    for finding in report {
        bytes += finding.rule().len() + finding.message().len();
        bytes += usize::from(finding.severity() == Severity::Error);
        for text in [finding.remedy(), finding.change(), finding.object()].into_iter().flatten() {
            bytes += text.len();
        }
        for word in [finding.sqlstate(), finding.failure_class()].into_iter().flatten() {
            bytes += word.len();
        }
        bytes += finding.file().map_or(0, |file| file.as_os_str().len());
        bytes += finding.line().map_or(0, |_| 1) + finding.column().map_or(0, |_| 1);
    }
    (started.elapsed(), bytes)
}
