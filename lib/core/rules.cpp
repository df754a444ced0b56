/// THE catalogue. One entry a rule, sorted by name; `plumbline explain`, the README's table and the
/// bindings' constants are generated from it. Text: summary without full stop, the rest as
/// sentences.
#include "plumbline/rule.hpp"

#include <algorithm>
#include <array>

#include "core/glob.hpp"

namespace plumbline {

namespace {

using enum Severity;

constexpr std::array catalogue = {
    Rule{"config/missing-target", warning, "the configuration names no database to deploy to",
         "The tool takes whatever its environment offers, often a database of the developer's own "
         "name, or stops.",
         "Name the target in the configuration or on the command line of every deploy.",
         "sqitch: Target resolution, App::Sqitch::Target", "Q"},
    Rule{"config/secret-in-file", warning, "a password is written in a configuration file",
         "Everybody with the repository, its backups or its logs can connect to the database.",
         "Take the password out, change it, and hand it over by environment, service file or pass "
         "file.",
         "libpq documentation, 'The Password File'", ""},
    Rule{"config/unexpanded-variable", error,
         "a setting holds a shell variable that the tool never expands",
         "The tool asks for a database whose name is the variable itself; the connection fails "
         "before the plan is read.",
         "Hand the value over on the command line, where a shell expands it, or through the tool's "
         "own variable.",
         "sqitch expands nothing in sqitch.conf", "Q"},
    Rule{"config/unknown-engine", error, "the engine is none that the tool knows",
         "Every command stops before it reads the plan.", "Use pg for PostgreSQL.",
         "sqitch: App::Sqitch::Target, engine look-up", "Q"},
    Rule{"config/unused-suppression", info, "a suppression in plumbline.toml hides nothing",
         "What it once excused is gone, or it is misspelt and excuses nothing.",
         "Take the suppression out, or correct its rule, path or change.",
         "Plumbline's own configuration", ""},
    Rule{"config/uri-scheme", error, "the database URI is not in the form that this tool reads",
         "The URI is taken as something else, for example as the name of a database on the default "
         "host.",
         "Write the URI in the tool's own form.",
         "URI::db as sqitch uses it; SQLAlchemy's make_url", "Q"},
    Rule{"config/weak-tls", info, "a remote database is reached without proof of its identity",
         "Whoever sits between can read and change everything, password included.",
         "Add sslmode=verify-full and the certificate authority.",
         "libpq documentation, 'SSL Support'", ""},
    Rule{"deploy/incomplete", error, "the deploy did not run the whole plan",
         "The application starts against a schema that lacks changes it was built for.",
         "Deploy again, read its output, and let its exit status stop the pipeline.",
         "the founding incidents: what was deployed was not what was planned", "H"},
    Rule{"deploy/not-predicted", info,
         "whether a statement succeeds cannot be told without running it",
         "Rows, user code or what only a run can know decide; the deploy may stop there.",
         "Try the deploy on a copy of the data (a dry run), or rewrite the statement so that it "
         "can be known.",
         "Plumbline's simulator", ""},
    Rule{"deploy/nothing-applied", error, "nothing of the plan is recorded in this database",
         "The deploy step never ran, ran against another database, or stopped before its first "
         "change.",
         "Check that the deploy step ran, against this database, and that its exit status counts.",
         "the founding incident of a release phase that was ignored", "H"},
    Rule{"deploy/rows-violate", error, "rows that are there now make a pending statement fail",
         "The deploy stops there on this database, though it works on an empty one.",
         "Correct the rows in a change before it, or add the constraint NOT VALID and validate it "
         "later.",
         "counted in the database, on request (--preflight)", "M"},
    Rule{"deploy/will-destroy", error, "a failing deploy will drop a table that holds rows",
         "sqitch reverts everything that it deployed in that run, and the revert script drops a "
         "table that was there before.",
         "Mend what makes the deploy fail first, or deploy with --mode change, which reverts "
         "nothing else.",
         "sqitch deploy, --mode all (App::Sqitch::Engine, _deploy_all)", "H"},
    Rule{"deploy/will-fail", error, "a pending script fails on this schema",
         "The deploy stops in the middle, and what ran before it stays or is reverted, as the tool "
         "does.",
         "Change the statement, or the schema it meets, before the deploy.",
         "PostgreSQL's own rules, simulated", ""},
    Rule{"deploy/will-rerun", error, "a change will be run again though its objects are there",
         "The tool knows nothing of what is there: it runs the script a second time, which fails "
         "or does something else.",
         "Compare all of the change's objects; if they are equal, record it as applied (sqitch "
         "deploy --log-only, alembic stamp, the registry row).",
         "the founding incident of tables without registry rows", "H"},
    Rule{"drift/changed-object", warning, "an object is not as the applied changes define it",
         "Later changes and the application are written for another definition.",
         "Bring the object to its definition by a new change, or put the change that was made by "
         "hand into the plan.",
         "the applied scripts, simulated", ""},
    Rule{"drift/ghost", error, "an applied change's objects are not there",
         "The registry says that it ran, so nothing will ever make them; what stands on them fails "
         "later.",
         "Make them by a new change, or renumber the file that an equal id hid, so that it runs.",
         "the founding incident of two files with one revision", "I"},
    Rule{"drift/guard-hides-difference", error, "a guard passes over an object of another shape",
         "IF NOT EXISTS looks at the name alone: the script succeeds and the object stays "
         "different from what the plan says.",
         "Bring the object to its planned shape first, by ALTER statements or by hand.",
         "PostgreSQL documentation, CREATE TABLE, IF NOT EXISTS", "H"},
    Rule{"drift/missing-object", error, "an expected object is not in the database",
         "The application fails on first use of it, whatever the registry says.",
         "Find the change that should have made it; deploy it, or repair by hand.",
         "what --expect was told", "I"},
    Rule{"drift/partial", error, "only a part of a change's objects is there",
         "Neither running the change nor recording it as applied is right.",
         "Complete or remove the part by hand, then deploy or record the change.",
         "the scripts, simulated, beside the live schema", "H"},
    Rule{"drift/unexpected-object", error, "the database holds an object that nothing accounts for",
         "It was made by hand or by something else than these trees: the next change of that name "
         "fails or is skipped, and a database rebuilt from the plan lacks it.",
         "Find who made it; write a change for it, drop it, or correct the expectation.",
         "what --expect was told; the words of the trees' files beside the catalog", "H"},
    Rule{"drift/unfinished", warning, "an operation on an object was begun and did not end",
         "An invalid index costs every write and helps no query; a unique one may let duplicates "
         "in.",
         "Drop the index CONCURRENTLY and build it again; end a detach with FINALIZE.",
         "PostgreSQL documentation, 'Building Indexes Concurrently', pg_index.indisvalid", ""},
    Rule{"drift/unreadable", warning, "a part of the schema could not be read",
         "What was not read was not compared: a difference there goes unseen.",
         "Check again when the lock is gone, or give the role the right that it lacks.",
         "pg_locks and the server's own words", ""},
    Rule{"drift/unregistered", error,
         "a change's objects are there, but the registry does not know it",
         "The next deploy runs it again.",
         "Record it as applied (sqitch deploy --log-only, alembic stamp, the registry row), after "
         "comparing its objects.",
         "the founding incident of tables without registry rows", "H"},
    Rule{"pipeline/exit-code-swallowed", warning, "a failing migration does not stop the deploy",
         "The new code is released on the old schema, and the pipeline is green.",
         "Let the command's own exit status be the step's.",
         "POSIX shell, exit status of lists and pipelines; heroku run needs --exit-code", "Q"},
    Rule{"pipeline/no-migration-step", warning,
         "a deploy pipeline never runs this tree's migrations",
         "Code and schema drift apart with every deploy until something breaks.",
         "Add a step that runs the migrations and checks their result before the new code is "
         "released.",
         "the founding incident of a release phase that was ignored", "Q"},
    Rule{"pipeline/release-phase-ignored", error,
         "the release phase is not run by the way in which this pipeline deploys",
         "Migrations in the release phase are never run, and nothing says so.",
         "Run the migrations in a step of the pipeline, or deploy in the way that runs the release "
         "phase.",
         "Heroku: `container:release` does not read heroku.yml", "Q"},
    Rule{"pipeline/syntax", warning, "a pipeline file cannot be read",
         "The platform refuses it or runs something else than meant; nothing in it was checked.",
         "Correct the file at the place named.", "YAML 1.1; the platform's own syntax reference",
         "Q"},
    Rule{"plan/ambiguous-name", error, "a name means more than one change",
         "Commands that name it stop, or take another change than meant.",
         "Give one of them another name.", "alembic: RevisionMap, branch labels", "P"},
    Rule{"plan/bracketed-timestamp", error,
         "a timestamp stands in brackets, where dependencies belong",
         "sqitch refuses the whole plan; a wrapper that loses its exit status deploys nothing.",
         "Take the brackets off.", "sqitch: App::Sqitch::Plan::_parse", "P"},
    Rule{"plan/byte-order-mark", warning, "a script begins with a byte order mark",
         "The tool sends it to the server, which stops at it with a syntax error.",
         "Save the file as UTF-8 without a byte order mark, before it is applied anywhere.",
         "PostgreSQL's scanner", "P"},
    Rule{"plan/cycle", error, "changes depend on each other in a circle",
         "No order is right: the tool refuses, or runs a change before what it needs.",
         "Break the circle at one of its edges.",
         "alembic: RevisionMap._detect_cycles, which misses cycles between merge points", "P"},
    Rule{"plan/dependency-order", error, "a change is planned before one that it requires",
         "The tool refuses the whole plan.", "Move the change below what it requires.",
         "sqitch: App::Sqitch::Plan::check_changes", "P"},
    Rule{"plan/duplicate-change", error, "a change is declared twice",
         "The tool refuses the whole plan.",
         "Rename one of the two, or put a tag between to rework it.",
         "sqitch: App::Sqitch::Plan::_parse", "P"},
    Rule{"plan/duplicate-revision", error, "two files claim one revision",
         "The tool runs one of them and never the other, and which one is decided by file names.",
         "Renumber the one that has not run anywhere to the end of the chain.",
         "alembic: RevisionMap._revision_map", "C"},
    Rule{"plan/duplicate-tag", error, "a tag is declared twice", "The tool refuses the whole plan.",
         "Rename one of the two.", "sqitch: App::Sqitch::Plan::_parse", "P"},
    Rule{"plan/duplicate-version", error, "two files claim one version",
         "On a new database the second fails on the registry's primary key; which is second is up "
         "to the file system.",
         "Give one of them a version of its own.", "sqlx-core: Migrator", "C"},
    Rule{"plan/identical-scripts", error, "two changes have the same deploy script",
         "The second runs, its registry row is refused, and everything of that deploy is reverted.",
         "Let the scripts differ, if only in a comment that says why.",
         "sqitch registry 1.1: UNIQUE (project, script_hash)", "P"},
    Rule{"plan/import-failure", error, "importing a revision file stops with an exception",
         "Every command of the tool stops, whichever revision it is about.",
         "Repair the file, or move what is no revision out of the versions folder.",
         "alembic: ScriptDirectory._load_revisions", "P"},
    Rule{"plan/line-endings", info, "scripts have CRLF line ends",
         "A checkout with other line ends has other checksums: the tool then refuses as modified "
         "what was applied.",
         "Pin the line ends in .gitattributes, for example with *.sql text eol=lf.",
         "sqlx-core: migration::checksum hashes the bytes", "K"},
    Rule{"plan/long-revision", error, "a revision's id is longer than the version table's column",
         "The upgrade runs up to this revision and stops when its id is written.",
         "Give it an id of at most 32 characters.", "alembic: version_num VARCHAR(32)", "P"},
    Rule{"plan/missing-planner", error, "a line lacks the planner's name and e-mail",
         "The tool refuses the whole plan.", "Add the planner as: Name <e-mail>.",
         "sqitch: App::Sqitch::Plan::_parse", "P"},
    Rule{"plan/missing-script", error, "a change has no script to run",
         "The deploy stops there, after everything before it has been applied.",
         "Add the script, or take the change out of the plan.",
         "sqitch: psql exits 1 for a missing file", "P"},
    Rule{"plan/missing-timestamp", error, "a line lacks its timestamp",
         "The tool refuses the whole plan.", "Add the timestamp as YYYY-MM-DDTHH:MM:SSZ.",
         "sqitch: App::Sqitch::Plan::_parse", "P"},
    Rule{"plan/missing-upgrade", error, "a revision has no upgrade()",
         "Every upgrade that comes to this revision stops before it begins.",
         "Write the function, with pass in it where nothing is to be done.",
         "alembic: RevisionStep.__init__", "P"},
    Rule{
        "plan/mixed-reversible", warning, "some changes can be reverted and some cannot",
        "A revert passes over those that cannot, and takes back an older change under a newer one.",
        "Give every change its way back, or none.", "sqlx-core: Migrator::undo", "G"},
    Rule{"plan/multiple-heads", error, "the graph has more than one head",
         "An upgrade to `head` stops; an upgrade to `heads` runs the branches in an order that "
         "nobody chose.",
         "Merge the heads, or put one branch behind the other.",
         "alembic: RevisionMap.get_current_head", "C"},
    Rule{"plan/no-way-back", info, "a change cannot be reverted",
         "A failed release cannot be taken back by the tool.",
         "Write the way back, or say in the change that there is none.",
         "an incident's repair needs the way back", "G"},
    Rule{"plan/nul-byte", warning, "a script holds a NUL byte",
         "No PostgreSQL server takes it: the change cannot be applied.",
         "Remove the byte; the file may have been saved as UTF-16.",
         "PostgreSQL's protocol: invalid message format", "P"},
    Rule{"plan/opaque-revision", warning, "a revision's place is known only when its file is run",
         "Nothing can be said about it, nor about what comes after it.",
         "Write revision, down_revision, depends_on and branch_labels as plain literals.",
         "alembic: Script._from_path imports the file", "P"},
    Rule{"plan/orphan-script", warning, "a script belongs to no change of the plan",
         "It is never run, though whoever wrote it believes that it is.",
         "Add its change to the plan, or remove the file.",
         "sqitch runs only what the plan names; sqlx: down without up", "P"},
    Rule{"plan/syntax", error, "the file is not what the tool reads",
         "The tool refuses it, or reads something else than was meant.",
         "Correct the line as the message says.", "each tool's own grammar", "P"},
    Rule{"plan/unknown-dependency", error, "a change requires one that the plan does not have",
         "The tool refuses the whole plan.", "Correct the name, or add the required change above.",
         "sqitch: App::Sqitch::Plan::check_changes", "P"},
    Rule{"plan/unresolved-parent", error, "a change names a parent that no file has",
         "Every command of the tool stops.",
         "Name the parent that was meant, or bring its file back.",
         "alembic: RevisionMap._map_branch_labels and _add_depends_on", "E"},
    Rule{"registry/absent", info, "the database has no registry of this tool",
         "Either nothing was ever deployed here, or this is another database than meant.",
         "Before the first deploy this is as it should be; else check the target.",
         "each tool creates its registry at the first deploy", "H"},
    Rule{
        "registry/ambiguous-revision", error, "an applied revision is claimed by several files",
        "The registry cannot say which of them ran; the schema must.",
        "Compare the objects of each with the live schema, then renumber the one that did not run.",
        "alembic: RevisionMap._revision_map keeps one of them", "C"},
    Rule{"registry/dirty", error, "a change is recorded as only partly applied",
         "The tool refuses to go on.", "Finish or undo the change by hand, then correct its row.",
         "sqlx-core: Migrate::dirty_version", "L"},
    Rule{"registry/empty", warning, "the registry is there but records nothing of this plan",
         "A deploy failed at its first change, or rows were lost; `sqitch verify` and `check` call "
         "this success.",
         "Compare the schema with the first changes before you deploy again.",
         "sqitch: verify and check with no row of the project", "H"},
    Rule{"registry/gap", error, "a change below the latest applied one is not recorded",
         "The tool believes that it ran. It never will run.",
         "Find out whether its objects exist; then record it or run it by hand.",
         "sqitch takes everything above the latest row as deployed", "H"},
    Rule{
        "registry/interrupted", info,
        "a change is recorded as applied, but its recording was not finished",
        "The tool was stopped right after the change, which is harmless; or the change was skipped "
        "on request and never ran.",
        "Check that the objects of the change exist.",
        "sqlx-postgres: execution_time -1 until after the commit", "I"},
    Rule{"registry/modified", error, "a script was changed after it was applied",
         "This database and a new one are no longer the same; some tools refuse to go on.",
         "Restore the file, and put the intent into a new change.",
         "sqlx-core: Migrator::run; sqitch check", "K"},
    Rule{"registry/not-a-table", error, "what stands in the registry's place is no table",
         "Reading it would run somebody's code, and the tool writes somewhere unexpected.",
         "Remove or rename the view or foreign table.",
         "a view runs its owner's code as whoever reads it", "Q"},
    Rule{"registry/other-table", error, "a table of the registry's name is not this tool's",
         "The tool takes it for its own and stops at the first column that is not there.",
         "Rename that table, or give the registry another name or schema.",
         "sqlx-postgres: CREATE TABLE IF NOT EXISTS", "Q"},
    Rule{"registry/out-of-order", warning,
         "a pending change comes before one that is already applied",
         "Databases get their changes in different orders; what works here may fail on a new one.",
         "Renumber the pending change to the end.", "sqlx applies it without a word", "H"},
    Rule{"registry/pending", info, "changes wait to be deployed",
         "None; the next deploy will run them.", "Deploy.", "each tool's own order", ""},
    Rule{"registry/renamed", info, "a change is recorded under another name than its file has",
         "The tool compares no names; people who read both will look for two changes.",
         "Leave it, or rename the file back.", "sqlx: descriptions are never compared", ""},
    Rule{"registry/second-registry", warning, "there is more than one registry of this tool",
         "With another search_path the tool uses the other one, and runs everything again.",
         "Find out which one counts, and give the tool a schema-qualified name.",
         "sqlx writes the table's name without a schema", "H"},
    Rule{"registry/unknown-change", error, "the registry records a change that no file has",
         "The tool refuses to go on: the tree is older than the database, or a file was deleted.",
         "Bring the files up to date; never delete the row.",
         "sqlx-core: VersionMissing; alembic: Can't locate revision", "J"},
    Rule{"registry/unreadable", error, "the registry cannot be read by this role",
         "Nothing can be said about what was applied.",
         "Grant SELECT on the registry and USAGE on its schema.",
         "PostgreSQL: privileges, row security", "O"},
    Rule{"script/duplicate-create", error, "a script makes what an earlier change makes already",
         "The deploy stops there on every database that has the earlier change.",
         "Let the later change drop or alter the earlier object first, with the inverse on its way "
         "back, or take the redundant one out.",
         "the chain of scripts, simulated from an empty database", "F"},
    Rule{"script/non-immutable-index", error, "an index expression or predicate is not immutable",
         "CREATE INDEX fails with 42P17 wherever it is run.",
         "Use a literal or an immutable expression; fix the time zone or the locale where one is "
         "meant.",
         "PostgreSQL: CheckPredicate and ComputeIndexAttrs of indexcmds.c", "D"},
    Rule{"script/not-idempotent", warning, "a script cannot be run a second time",
         "When the deploy ends between the script and the registry's row, the next deploy runs it "
         "again and stops there.",
         "Guard its statements (IF NOT EXISTS, OR REPLACE, DROP … IF EXISTS first), or plan to "
         "record the change with --log-only.",
         "the script, simulated twice", "H"},
    Rule{"script/role-dependent", info, "a script needs a role that no change makes",
         "It fails with 42704 in every cluster in which nobody has made the role.",
         "Make the role before the deploy, also where changes are tried out, or in a change of its "
         "own.",
         "the script, simulated from an empty database", "B"},
};

static_assert(std::ranges::is_sorted(catalogue, {}, &Rule::name));

}  // namespace

std::string_view severity_name(Severity severity) noexcept {
  switch (severity) {
    case info:
      return "info";
    case warning:
      return "warning";
    case error:
      return "error";
  }
  return "error";
}

std::span<const Rule> rules() noexcept { return catalogue; }

const Rule* find_rule(std::string_view name) noexcept {
  const auto found = std::ranges::lower_bound(catalogue, name, {}, &Rule::name);
  return found != catalogue.end() && found->name == name ? &*found : nullptr;
}

bool rule_matches(std::string_view pattern, std::string_view name) {
  if (pattern.find('/') == std::string_view::npos)
    return core::glob_matches(pattern, name.substr(0, name.find('/')));
  return core::glob_matches(pattern, name);
}

}  // namespace plumbline
