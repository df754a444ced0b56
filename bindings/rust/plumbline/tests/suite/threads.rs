//! What the compiler promises of threads, and eight of them on one repository.

use std::thread;

use plumbline::{
    Cancel, Change, CheckOptions, Finding, Items, Project, Registry, Report, Repository,
    RepositoryOptions, Target, TargetOptions, Text,
};

use crate::trees;

fn shared<T: Send + Sync>() {}
fn sent<T: Send>() {}

#[test]
fn everything_but_a_target_is_shared() {
    shared::<Repository>();
    shared::<Project<'_>>();
    shared::<Change<'_>>();
    shared::<Registry>();
    shared::<Report>();
    shared::<Finding<'_>>();
    shared::<Items<'_, Finding<'_>>>();
    shared::<Text>();
    shared::<Cancel>();
    shared::<RepositoryOptions>();
    shared::<TargetOptions>();
    shared::<CheckOptions>();
    sent::<Target>();
}

#[test]
fn eight_threads_check_one_repository() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let options = CheckOptions::new().skip(["config"]);
    let text = |report: Report| report.render("json").unwrap().to_string();
    let wanted = text(repository.check(None, &options).unwrap());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(text(repository.check(None, &options).unwrap()), wanted);
                }
            });
        }
    });
}
