//! Repository, project and change.

use std::ffi::OsStr;
use std::path::Path;

use plumbline::{
    rules, Change, CheckOptions, ErrorKind, Project, Repository, RepositoryOptions, Script,
};
use serde_json::Value;

use crate::folder::Folder;
use crate::trees;

fn ids<'r>(changes: impl Iterator<Item = Change<'r>>) -> Vec<String> {
    changes.map(|change| change.id().into_owned()).collect()
}

#[test]
fn a_repository_lists_its_projects_in_the_order_of_their_paths() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let found: Vec<_> =
        repository.projects().map(|project| (project.path(), project.tool())).collect();
    let wanted = [("billing", "sqitch"), ("league", "alembic"), ("shop", "sqlx")];
    assert_eq!(found, wanted.map(|(path, tool)| (Path::new(path), tool)));
    assert_eq!(repository.len(), 3);
    assert!(!repository.is_empty());
    assert_eq!(repository.project(2).map(Project::tool), Some("sqlx"));
    assert_eq!(repository.project(3), None);
    assert_eq!(repository.project(0), repository.projects().next());
    assert_ne!(repository.project(0), repository.project(1));
    assert!(format!("{repository:?}").contains("league"));
}

#[test]
fn lists_are_exact_double_ended_and_fused() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let tools = |list: &mut dyn Iterator<Item = Project<'_>>| {
        list.map(|p| p.tool().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tools(&mut repository.projects().rev()), ["sqlx", "alembic", "sqitch"]);
    assert_eq!(tools(&mut (&repository).into_iter().skip(1)), ["alembic", "sqlx"]);
    let mut projects = repository.projects();
    assert_eq!(projects.len(), 3);
    assert_eq!(projects.nth(1).unwrap().tool(), "alembic");
    assert_eq!(projects.len(), 1);
    assert_eq!(projects.clone().next_back().unwrap().tool(), "sqlx");
    assert_eq!(projects.nth_back(1), None);
    assert_eq!((projects.next(), projects.next_back(), projects.len()), (None, None, 0));
}

#[test]
fn a_sqitch_change_has_a_line_a_parent_and_three_scripts() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let project = repository.project(0).unwrap();
    assert_eq!(project.len(), 2);
    assert!(!project.is_empty());
    let (users, orders) = (project.change(0).unwrap(), project.change(1).unwrap());
    assert_eq!(project.change(2), None);
    assert_eq!((users.name().as_ref(), orders.name().as_ref()), ("users", "orders"));
    assert_eq!(users.id().len(), 40);
    assert_eq!(orders.file(), Path::new("billing/sqitch.plan"));
    assert_eq!((users.line(), orders.line()), (Some(4), Some(6)));
    assert_eq!(users.parents().len(), 0);
    assert_eq!(orders.parents().collect::<Vec<_>>(), [Some(users)]);
    assert_eq!((users.is_head(), orders.is_head()), (false, true));
    assert_eq!(orders.script(Script::Deploy), Some(Path::new("billing/deploy/orders.sql")));
    assert_eq!(orders.script(Script::Revert), Some(Path::new("billing/revert/orders.sql")));
    assert_eq!(orders.script(Script::Verify), Some(Path::new("billing/verify/orders.sql")));
    assert_eq!(project.find("@v1"), Some(users));
    assert_eq!(project.find("@HEAD"), Some(orders));
    assert_eq!(project.find("@v2"), None);
    assert_eq!(project.find("us\0ers"), None);
    assert!(format!("{orders:?} {project:?}").contains("orders"));
}

#[test]
fn alembic_and_sqlx_changes_are_found_as_their_tools_find_them() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let [_, league, shop] = [0, 1, 2].map(|index| repository.project(index).unwrap());
    assert_eq!(ids(league.changes()), ["a1", "b2"]);
    let head = league.find("head").unwrap();
    assert_eq!((head.id().as_ref(), head.name().as_ref(), head.is_head()), ("b2", "games", true));
    assert_eq!(head.file(), Path::new("league/migrations/versions/b2_games.py"));
    assert_eq!(head.script(Script::Deploy), Some(head.file()));
    assert_eq!(head.script(Script::Verify), None);
    assert_eq!(ids(shop.changes()), ["20240101000000", "20240201000000"]);
    let last = shop.changes().next_back().unwrap();
    assert_eq!((last.name().as_ref(), last.line()), ("page views", None));
    assert_eq!(shop.find("20240201000000"), Some(last));
}

#[test]
fn a_parent_that_no_file_has_is_none() {
    let folder = trees::three_tools();
    folder.write(
        "league/migrations/versions/c3_lost.py",
        "revision = \"c3\"\ndown_revision = \"zz\"\n\n\ndef upgrade():\n    pass\n",
    );
    let repository = Repository::open(folder.path()).unwrap();
    let lost = repository.project(1).unwrap().changes().find(|change| change.id() == "c3").unwrap();
    assert_eq!(lost.parents().collect::<Vec<_>>(), [None]);
}

#[test]
fn a_plan_is_rendered_in_each_format() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    for project in &repository {
        let json: Value = serde_json::from_slice(&project.render("json").unwrap()).unwrap();
        assert_eq!(json["schema"], "plumbline.plan/1");
        serde_json::from_slice::<Value>(&project.render("tool-json").unwrap()).unwrap();
        assert!(project.render("dot").unwrap().to_string().starts_with("digraph"));
        assert!(!project.render("text").unwrap().is_empty());
        assert_eq!(project.render("yaml").unwrap_err().kind(), ErrorKind::Argument);
        assert_eq!(project.render("js\0on").unwrap_err().kind(), ErrorKind::Argument);
    }
}

#[test]
fn the_tools_own_questions_are_answered() {
    let folder = trees::three_tools();
    let repository = Repository::open(folder.path()).unwrap();
    let [billing, league, shop] = [0, 1, 2].map(|index| repository.project(index).unwrap());
    assert!(billing.ask("pg\n").unwrap().to_string().contains("pg"));
    let answers: Value = serde_json::from_slice(&league.ask("[]").unwrap()).unwrap();
    assert!(answers.is_array() || answers.is_object());
    assert_eq!(league.ask("[").unwrap_err().kind(), ErrorKind::Format);
    assert_eq!(shop.ask("").unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn options_narrow_what_is_opened() {
    let folder = trees::three_tools();
    let open = |options: RepositoryOptions| Repository::open_with(folder.path(), &options);
    let only = open(RepositoryOptions::new().tool("sqlx")).unwrap();
    assert_eq!(only.projects().map(Project::tool).collect::<Vec<_>>(), ["sqlx"]);
    assert_eq!(
        open(RepositoryOptions::new().tool("flyway")).unwrap_err().kind(),
        ErrorKind::Argument
    );
    folder.write("a/b/c/d/migrations/1_deep.sql", "SELECT 1;\n");
    assert_eq!(open(RepositoryOptions::new()).unwrap().len(), 4);
    assert_eq!(open(RepositoryOptions::new().max_depth(2)).unwrap().len(), 3);
    let error = open(RepositoryOptions::new().max_files(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.message().contains("max_files"), "{error}");
    let all =
        open(RepositoryOptions::new().max_file_bytes(u64::MAX).max_files(u32::MAX).max_depth(100));
    assert_eq!(all.unwrap().len(), 4);
}

#[test]
fn the_environment_is_the_one_that_was_given() {
    let folder = Folder::new();
    folder
        .write("sqitch.plan", "%syntax-version=1.0.0\n%project=p\n\n")
        .write("sqitch.conf", "[core]\n\tengine = pg\n")
        .write("other.conf", "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:shop\n");
    let other = folder.path().join("other.conf");
    let other = [(OsStr::new("SQITCH_CONFIG"), other.as_os_str())];
    let findings = |options: RepositoryOptions| {
        let repository = Repository::open_with(folder.path(), &options).unwrap();
        let only = CheckOptions::new().only([rules::CONFIG_MISSING_TARGET]);
        repository.check(None, &only).unwrap().len()
    };
    assert_eq!(findings(RepositoryOptions::new().environment(other)), 0);
    assert_eq!(findings(RepositoryOptions::new().environment::<&str, &str>([])), 1);
}

#[test]
fn paths_come_back_as_the_bytes_that_went_in() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"caf\xe9");
    folder.write(Path::new(name).join("migrations/1_a.sql"), "SELECT 1;\n");
    let repository = Repository::open(folder.path()).unwrap();
    assert_eq!(repository.project(0).unwrap().path(), Path::new(name));
}

#[test]
fn an_empty_folder_is_an_empty_repository() {
    let folder = Folder::new();
    let repository = Repository::open(folder.path()).unwrap();
    assert!(repository.is_empty());
    assert_eq!(repository.projects().next(), None);
}
