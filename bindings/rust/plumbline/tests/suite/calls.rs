//! Cancels, deadlines and events.

use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use plumbline::{
    Cancel, CheckOptions, ErrorKind, EventKind, Repository, RepositoryOptions, Target,
    TargetOptions,
};

use crate::cases::case;
use crate::folder::Folder;
use crate::trees;

#[test]
fn a_requested_cancel_ends_each_long_call() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let cancel = Cancel::new().unwrap();
    let clone = cancel.clone();
    assert!(Repository::open_with(folder.path(), &RepositoryOptions::new().cancel(&cancel)).is_ok());
    assert!(repository.check(None, &CheckOptions::new().cancel(&cancel)).is_ok());
    clone.request();
    clone.request();
    let check = CheckOptions::new().cancel(&cancel);
    let target = TargetOptions::new().cancel(&cancel);
    let failures = [
        Repository::open_with(folder.path(), &RepositoryOptions::new().cancel(&cancel))
            .unwrap_err(),
        Target::open_with("postgresql:///x?host=/nowhere", &target).unwrap_err(),
        repository.check(None, &check).unwrap_err(),
        repository.project(0).unwrap().check(None, &check).unwrap_err(),
    ];
    for error in failures {
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    }
    assert!(format!("{cancel:?}").starts_with("Cancel"));
}

#[test]
fn a_cancel_reaches_a_call_that_waits_for_the_network() {
    // A socket that accepts and never answers.
    let folder = Folder::new();
    let _server =
        std::os::unix::net::UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let uri = format!("postgresql:///shop?host={}", folder.path().display());
    let cancel = Cancel::new().unwrap();
    let started = Instant::now();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            cancel.request();
        });
        Target::open_with(&uri, &TargetOptions::new().cancel(&cancel)).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
    let hurried = TargetOptions::new().deadline(Duration::from_millis(50));
    assert_eq!(Target::open_with(&uri, &hurried).unwrap_err().kind(), ErrorKind::Timeout);
}

#[test]
fn a_deadline_of_no_time_is_over_at_once() {
    let folder = trees::bracketed(20_000);
    let options = RepositoryOptions::new().deadline(Duration::ZERO);
    assert_eq!(
        Repository::open_with(folder.path(), &options).unwrap_err().kind(),
        ErrorKind::Timeout
    );
    let repository = Repository::open(folder.path()).unwrap();
    let generous = CheckOptions::new().deadline(Duration::MAX);
    assert!(repository.check(None, &generous).is_ok());
}

#[test]
fn events_tell_of_each_tree() {
    let folder = trees::three_tools();
    let mut seen = Vec::new();
    let options = RepositoryOptions::new();
    let repository = Repository::open_with(
        folder.path(),
        options.watched(&mut |event| {
            assert!(event.json().contains("\"plumbline.event/1\""));
            assert!(format!("{event:?}").contains("Progress"));
            seen.push((event.kind(), event.message().into_owned()));
            ControlFlow::Continue(())
        }),
    )
    .unwrap();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|(kind, message)| *kind == EventKind::Progress && !message.is_empty()));
    let mut checked = 0;
    let mut count = |_: &plumbline::Event<'_>| {
        checked += 1;
        ControlFlow::Continue(())
    };
    let options = CheckOptions::new();
    repository.check(None, options.watched(&mut count)).unwrap();
    repository.project(0).unwrap().check(None, options.watched(&mut count)).unwrap();
    assert_eq!(checked, 4);
}

#[test]
fn a_break_ends_the_call() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let mut calls = 0;
    let error = repository
        .check(
            None,
            CheckOptions::new().watched(&mut |_| {
                calls += 1;
                ControlFlow::Break(())
            }),
        )
        .unwrap_err();
    assert_eq!((error.kind(), calls), (ErrorKind::Cancelled, 1));
}

#[test]
fn a_panic_in_a_callback_goes_on_in_the_caller() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let options = CheckOptions::new();
    let mut calls = 0;
    let mut fall = |_: &plumbline::Event<'_>| -> ControlFlow<()> {
        calls += 1;
        panic::resume_unwind(Box::new("the callback fell"))
    };
    let check = AssertUnwindSafe(|| repository.check(None, options.watched(&mut fall)));
    let payload = panic::catch_unwind(check).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"the callback fell"));
    assert_eq!(calls, 1);
    let mut fall = |_: &plumbline::Event<'_>| panic::resume_unwind(Box::new(7_i32));
    let options = RepositoryOptions::new();
    let open =
        AssertUnwindSafe(|| Repository::open_with(folder.path(), options.watched(&mut fall)));
    assert_eq!(panic::catch_unwind(open).unwrap_err().downcast_ref(), Some(&7_i32));
    assert!(repository.check(None, &CheckOptions::default()).is_ok());
}

#[test]
fn a_callback_may_call_the_library() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let mut inner = Vec::new();
    repository
        .check(
            None,
            CheckOptions::new().watched(&mut |_| {
                inner.push(repository.check(None, &CheckOptions::default()).unwrap().len());
                ControlFlow::Continue(())
            }),
        )
        .unwrap();
    assert_eq!(inner.len(), 3);
    assert_eq!(
        format!("{:?}", CheckOptions::new().watched(&mut |_| ControlFlow::Break(())))
            .find("Watched"),
        Some(0)
    );
}

#[test]
fn a_target_tells_when_it_stands() {
    let Some(case) = case("shop-clean") else { return };
    let mut notes = Vec::new();
    let options = TargetOptions::new();
    let mut note = |event: &plumbline::Event<'_>| {
        notes.push(event.kind());
        ControlFlow::Continue(())
    };
    Target::open_with(case.uri.as_deref().unwrap(), options.watched(&mut note)).unwrap();
    assert_eq!(notes, [EventKind::Note]);
}
