//! Small migration trees that the tests read.

use crate::folder::Folder;

/// A sqitch, an Alembic and a sqlx tree with nothing wrong in their plans.
pub fn three_tools() -> Folder {
    let folder = Folder::new();
    folder
        .write(
            "billing/sqitch.conf",
            "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:billing\n",
        )
        .write(
            "billing/sqitch.plan",
            "%syntax-version=1.0.0\n%project=billing\n\n\
             users 2026-01-01T00:00:00Z A B <a@example.com> # people\n\
             @v1 2026-01-02T00:00:00Z A B <a@example.com> # first\n\
             orders [users] 2026-01-03T00:00:00Z A B <a@example.com> # what they buy\n",
        );
    for name in ["users", "orders"] {
        for kind in ["deploy", "revert", "verify"] {
            folder.write(format!("billing/{kind}/{name}.sql"), "BEGIN;\nSELECT 1;\nCOMMIT;\n");
        }
    }
    folder
        .write(
            "league/alembic.ini",
            "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://localhost/league\n",
        )
        .write("league/migrations/env.py", "")
        .write("league/migrations/versions/a1_teams.py", revision("a1", "None", "teams"))
        .write("league/migrations/versions/b2_games.py", revision("b2", "\"a1\"", "games"));
    folder
        .write("shop/migrations/20240101000000_users.up.sql", "CREATE TABLE users (id int);\n")
        .write("shop/migrations/20240101000000_users.down.sql", "DROP TABLE users;\n")
        .write(
            "shop/migrations/20240201000000_page_views.up.sql",
            "CREATE TABLE page_views (id int);\n",
        )
        .write("shop/migrations/20240201000000_page_views.down.sql", "DROP TABLE page_views;\n");
    folder
}

fn revision(id: &str, down: &str, name: &str) -> String {
    format!(
        "\"\"\"{name}\n\nRevision ID: {id}\n\"\"\"\nrevision = \"{id}\"\ndown_revision = {down}\n\n\n\
         def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    )
}

/// Two files claim version 1.
pub fn duplicate_version() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrations/1_users.sql", "CREATE TABLE users (id int);\n")
        .write("migrations/1_orders.sql", "CREATE TABLE orders (id int);\n");
    folder
}

/// A sqitch plan with `lines` timestamps in brackets, which is `plan/bracketed-timestamp` each.
pub fn bracketed(lines: usize) -> Folder {
    let folder = Folder::new();
    let mut plan = String::from("%syntax-version=1.0.0\n%project=queue\n\n");
    for line in 0..lines {
        plan += &format!("c{line} [2026-05-11T00:00:00Z] A B <a@example.com> # note\n");
    }
    folder.write("sqitch.conf", "[core]\n\tengine = pg\n").write("sqitch.plan", plan);
    folder
}
