//! What an error says, and each kind of failure that needs no server.

use std::error::Error as _;
use std::path::Path;
use std::time::Duration;

use plumbline::{
    CheckOptions, Error, ErrorKind, Repository, RepositoryOptions, Target, TargetOptions,
};

use crate::folder::Folder;
use crate::trees;

fn assert_thread_safe<T: Send + Sync + 'static>() {}

#[test]
fn an_error_is_an_ordinary_one() {
    assert_thread_safe::<Error>();
    let error = Repository::open("/no/such/path").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.message().contains("/no/such/path"));
    assert_eq!(error.to_string(), error.message());
    assert!(error.source().is_none());
    assert!(format!("{error:?}").contains("NotFound"));
    assert_eq!(error.clone(), error);
    assert_eq!(
        (error.detail(), error.sqlstate(), error.line(), error.column()),
        (None, None, None, None)
    );
}

#[test]
fn a_wrong_plumbline_toml_is_named_with_its_line() {
    let folder = trees::duplicate_version();
    folder.write("plumbline.toml", "[check]\nskip = 7 8\n");
    let error = Repository::open(folder.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.file().unwrap().ends_with("plumbline.toml"));
    assert_eq!(error.line(), Some(2));
    let other = Folder::new();
    other.write("good.toml", "");
    let options = RepositoryOptions::new().config(other.path().join("good.toml"));
    assert_eq!(Repository::open_with(folder.path(), &options).unwrap().len(), 1);
    let missing = RepositoryOptions::new().config("/no/such.toml");
    assert!(Repository::open_with(folder.path(), &missing).is_err());
}

#[test]
fn text_with_a_nul_is_no_argument() {
    let folder = trees::duplicate_version();
    let repository = Repository::open(folder.path()).unwrap();
    let name = TargetOptions::new().application_name("a\0b");
    let failures = [
        Repository::open("a\0b").unwrap_err(),
        Repository::open_with(".", &RepositoryOptions::new().tool("a\0b")).unwrap_err(),
        Repository::open_with(".", &RepositoryOptions::new().config("a\0b")).unwrap_err(),
        Repository::open_with(".", &RepositoryOptions::new().environment([("A", "\0")]))
            .unwrap_err(),
        Target::open("a\0b").unwrap_err(),
        Target::open_with("", &name).unwrap_err(),
        repository.check(None, &CheckOptions::new().only(["a\0b"])).unwrap_err(),
        repository.check(None, &CheckOptions::new().skip(["a\0b"])).unwrap_err(),
        repository.check(None, &CheckOptions::new().expect(["a\0b"])).unwrap_err(),
        plumbline::explain(Some("a\0b"), "text").unwrap_err(),
    ];
    for error in failures {
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(error.message().contains("NUL"), "{error}");
    }
}

#[test]
fn wrong_options_of_a_check_are_argument_errors() {
    let folder = trees::duplicate_version();
    let repository = Repository::open(folder.path()).unwrap();
    for options in [
        CheckOptions::new().only(["plan/no-such-rule"]),
        CheckOptions::new().skip(["nonsense"]),
        CheckOptions::new().expect(["users"]),
    ] {
        let error = repository.check(None, &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{error}");
        let error = repository.project(0).unwrap().check(None, &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{error}");
    }
}

#[test]
fn a_target_that_cannot_be_reached_says_so() {
    let nobody = Folder::new();
    let uri = format!("postgresql:///shop?host={}", nobody.path().display());
    let error = Target::open(&uri).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    let options = TargetOptions::new()
        .connect_timeout(Duration::from_millis(200))
        .lock_timeout(Duration::from_millis(100))
        .statement_timeout(Duration::from_secs(1))
        .deadline(Duration::from_secs(2));
    assert_eq!(Target::open_with(&uri, &options).unwrap_err().kind(), ErrorKind::Connection);
    assert_eq!(Target::open("mysql://db/shop").unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn an_unknown_rule_comes_with_the_nearest_name() {
    let error = plumbline::explain(Some("plan/cycel"), "text").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.hint().unwrap().contains(plumbline::rules::PLAN_CYCLE));
    assert_eq!(plumbline::explain(None, "yaml").unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn each_kind_has_its_number_and_name() {
    for status in 1..=17 {
        let name = format!("{:?}", kind_of(status)).to_uppercase();
        let wanted = kind_of(status).name().unwrap().replace("PLUMB_", "").replace('_', "");
        assert_eq!(name, wanted);
        assert_eq!(kind_of(status).status(), status);
    }
    assert_eq!(ErrorKind::Unknown(99).name(), None);
    assert_eq!(ErrorKind::Unknown(99).status(), 99);
}

fn kind_of(status: i32) -> ErrorKind {
    use ErrorKind::*;
    [
        Argument,
        NoMemory,
        Internal,
        Cancelled,
        Timeout,
        Busy,
        NotFound,
        Ambiguous,
        Io,
        Format,
        Limit,
        Connection,
        Server,
        Tool,
        Refused,
        Unsupported,
        Configuration,
    ][usize::try_from(status).unwrap() - 1]
}

#[test]
fn a_path_of_an_error_is_a_path() {
    let folder = trees::duplicate_version();
    folder.write("plumbline.toml", "nonsense");
    let error = Repository::open(folder.path()).unwrap_err();
    assert_eq!(error.file().and_then(Path::file_name).unwrap(), "plumbline.toml");
}
