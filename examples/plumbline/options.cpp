#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "interrupt.hpp"
#include "plumbline/version.hpp"

namespace plumbline::cli {

namespace {

void add_paths(CLI::App& command, Options& options, bool is_list) {
  auto* paths = command.add_option(
      "PATH", options.paths, "A repository, a tree, or a single plan file (default: this folder)");
  if (!is_list) paths->expected(1);
  command.add_option("--tool", options.tool, "Only this tool, also where the files cannot tell")
      ->check(CLI::IsMember({"sqitch", "alembic", "sqlx"}));
  command
      .add_option("--max-file-bytes", options.max_file_bytes,
                  "Largest file that is read (default 67108864)")
      ->check(CLI::PositiveNumber);
}

void add_timeout(CLI::App& command, Options& options) {
  command
      .add_option("--timeout", options.timeout_ms,
                  "Milliseconds for connecting, and for each query")
      ->check(CLI::PositiveNumber);
}

void add_database(CLI::App& command, Options& options, bool is_required) {
  auto* db = command.add_option("--db", options.db,
                                "The database: any PostgreSQL URI; \"\" for libpq's environment");
  if (is_required) db->required();
  db->each([&options](const std::string&) { options.has_db = true; });
  add_timeout(command, options);
}

void add_format(CLI::App& command, Options& options, std::vector<std::string> formats) {
  options.format = formats.front();
  command.add_option("--format", options.format, "Document on stdout")
      ->check(CLI::IsMember(std::move(formats)));
  command.add_option("--color", options.color, "Colour: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command.add_flag("-v,--verbose", options.is_verbose, "Details of notes too");
}

void add_checking(CLI::App& command, Options& options) {
  command.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  command.add_option("--only", options.check.only, "Only these families, rules or patterns")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--skip", options.check.skip, "Not these families, rules or patterns")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option("--expect", options.check.expect,
                  "Catalog names that must be there: billing_*=6, role:app_ro; repeatable")
      ->allow_extra_args(false);
  command.add_option("--fail-on", options.fail_on, "Severity that gives exit status 1")
      ->check(CLI::IsMember({"error", "warning", "info"}));
  command.add_option("--max-per-rule", options.check.max_per_rule, "Findings kept for each rule")
      ->check(CLI::PositiveNumber);
  command.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
      ->check(CLI::ExistingFile);
  command
      .add_option("--deadline", options.deadline_ms,
                  "Milliseconds for reading the files, and for checking them")
      ->check(CLI::PositiveNumber);
}

void define_check(CLI::App& check, Options& options) {
  add_paths(check, options, true);
  add_database(check, options, false);
  add_checking(check, options);
  add_format(check, options, {"text", "json"});
  check
      .add_option("--snapshot", options.snapshot,
                  "A snapshot's file, or - for stdin, instead of the live schema")
      ->type_name("FILE");
  check
      .add_option("--since", options.check.since,
                  "Judge scripts behind this change, or with --git those that differ from this "
                  "revision (default: pending ones; without --db all)")
      ->type_name("REV");
  auto* baseline =
      check
          .add_option("--baseline", options.check.baseline,
                      "The JSON report of an earlier check, whose findings are not told again, "
                      "instead of plumbline.toml's; \"\" for none")
          ->type_name("FILE");
  check
      .add_flag("--update-baseline", options.does_update_baseline,
                "Write what is found to the baseline's file; it counts as known")
      ->needs(baseline);
  check.add_flag("--preflight", options.check.preflight,
                 "Count the rows that would make pending statements fail; reads those tables");
  check.add_flag("--git", options.check.use_git,
                 "May ask git which commit a modified script matches");
}

void define_verify(CLI::App& verify, Options& options) {
  add_paths(verify, options, false);
  add_database(verify, options, true);
  add_checking(verify, options);
  add_format(verify, options, {"text", "json"});
}

void define_plan(CLI::App& plan, Options& options) {
  add_paths(plan, options, false);
  add_format(plan, options, {"text", "json", "tool-json", "dot"});
  plan.add_option("--ask", options.ask,
                  "The tool's answers to the questions in FILE (queries.json, names.txt, uris.txt)")
      ->check(CLI::ExistingFile);
}

void define_status(CLI::App& status, Options& options) {
  add_paths(status, options, false);
  add_database(status, options, true);
  add_format(status, options, {"text", "json"});
  status.add_flag("--rows", options.with_rows, "Every row of the registry instead");
}

void define_predict(CLI::App& predict, Options& options) {
  add_paths(predict, options, false);
  add_database(predict, options, false);
  predict
      .add_option("--script", options.predict.scripts,
                  "Any SQL, as psql takes it, instead of the pending changes; repeatable")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  predict
      .add_option(
          "--snapshot", options.snapshot,
          "A snapshot's file, or - for stdin, instead of a database: every change is pending")
      ->type_name("FILE");
  predict.add_option("--upto", options.predict.upto, "The last change to run")->type_name("CHANGE");
  predict.add_flag("--twice", options.predict.twice,
                   "Everything once more, over its own result: may it be run again?");
  predict.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
      ->check(CLI::ExistingFile);
  predict.add_option("--deadline", options.deadline_ms, "Milliseconds for all that is read")
      ->check(CLI::PositiveNumber);
  predict.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  add_format(predict, options, {"text", "json"});
}

void define_effects(CLI::App& effects, Options& options) {
  add_paths(effects, options, false);
  effects.add_option("--change", options.change, "Only this one")->type_name("CHANGE");
  effects.add_flag("--all", options.with_all_scripts, "Revert and verify scripts too");
  effects.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  add_format(effects, options, {"text", "json"});
}

/// What of a database is read. `--skip` is its own for `snapshot`; a comparison has one for all.
void add_reading(CLI::App& command, Options& options) {
  command
      .add_option("--schema", options.schema.schemas,
                  "Only these schemas: names or patterns; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--with-extensions", options.schema.with_extension_members,
                   "Also what belongs to extensions");
  command.add_flag("--with-registry", options.schema.with_registry,
                   "Also the tables in which migration tools keep what they did");
  command.add_flag("--relative", options.schema.relative,
                   "Leave each schema's own name out, so that tenants compare equal");
  command.add_option("--deadline", options.deadline_ms, "Milliseconds for reading a database")
      ->check(CLI::PositiveNumber);
  add_timeout(command, options);
}

/// How PATH@REVISION is built.
void add_building(CLI::App& command, Options& options) {
  command.add_option("--tool", options.tool, "Of PATH@REVISION: only this tool");
  command.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
      ->check(CLI::ExistingFile);
  command
      .add_option("--server", options.build.server,
                  "Build PATH@REVISION there instead of on a server of our own; \"\" for libpq's "
                  "environment")
      ->type_name("URI");
  command.add_flag("--create-roles", options.build.create_roles,
                   "On the given server: make the roles that are missing, dropped at the end");
  command.add_flag("!--no-inference", options.build.infer,
                   "Make no roles and rows that nobody gave");
}

void define_snapshot(CLI::App& snapshot, Options& options) {
  snapshot
      .add_option(
          "URI", options.paths,
          "The database: any PostgreSQL URI, \"\" for libpq's environment; or PATH@REVISION, "
          "which is built; or a snapshot file, - for stdin")
      ->required()
      ->expected(1);
  add_reading(snapshot, options);
  add_building(snapshot, options);
  snapshot
      .add_option("--skip", options.schema.skip,
                  "Not these schemas, or KIND:PATTERN over qualified names")
      ->delimiter(',')
      ->allow_extra_args(false);
  snapshot.add_flag("--without-dependencies", options.schema.without_dependencies,
                    "Not what depends on what");
  snapshot.add_flag("--digest", options.schema.with_digest,
                    "Also the server's own digest of its catalog, for \"same as before?\"");
  snapshot.add_flag("--fingerprint", options.only_fingerprint,
                    "The fingerprint alone; with --format json also those of schemas");
  snapshot
      .add_option("--output", options.outputs,
                  "Write the snapshot to FILE (or text:FILE) and a summary to stdout; repeatable")
      ->allow_extra_args(false);
  add_format(snapshot, options, {"json", "text"});
  options.format.clear();  // depends on --output
}

void define_diff(CLI::App& diff, Options& options) {
  diff.add_option(
          "A", options.paths,
          "The old and the new one: a PostgreSQL URI, PATH@REVISION, a snapshot file, or - for "
          "stdin")
      ->required()
      ->expected(2);
  add_reading(diff, options);
  add_building(diff, options);
  const auto patterns = [&](const char* name, std::vector<std::string>& list, const char* help) {
    diff.add_option(name, list, help)->delimiter(',')->allow_extra_args(false);
  };
  patterns("--only", options.diff.only, "Only these kinds, names, patterns or KIND:PATTERN");
  patterns("--skip", options.diff.skip, "Not these; wins over --only");
  diff.add_flag("--column-order", options.diff.column_order, "Columns in another order differ");
  diff.add_flag("--system-names", options.diff.system_names,
                "Names that PostgreSQL chose count like others");
  diff.add_flag("--physical", options.diff.physical,
                "What a dump does not carry: versions of collations");
  diff.add_flag("--without-owner", options.diff.without_owner, "Not who owns what");
  diff.add_flag("--without-grants", options.diff.without_grants, "Not who may do what");
  diff.add_flag("--without-comments", options.diff.without_comments, "Not comments");
  diff.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  add_format(diff, options, {"text", "json"});
}

/// What both gates have.
void add_gate(CLI::App& gate, Options& options) {
  add_paths(gate, options, false);
  gate.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
      ->check(CLI::ExistingFile);
  gate.add_option("--record", options.gate.record,
                  "Where the run is recorded: a file, .jsonl for JSON lines; \"\" for nowhere");
  gate.add_option("--release", options.gate.version, "What is gated, a commit or release")
      ->type_name("VERSION");
  gate.add_option("--tier", options.gate.tier, "For which tier, as staging");
  gate.add_option("--step-timeout", options.gate.step_ms, "Milliseconds that a step may take")
      ->check(CLI::PositiveNumber);
  gate.add_option("--deadline", options.deadline_ms, "Milliseconds for all of it")
      ->check(CLI::PositiveNumber);
  gate.add_flag("!--no-inference", options.gate.infer, "Make no roles and rows that nobody gave");
  gate.add_flag("--keep", options.gate.keep, "Keep the databases, for a look at them");
  gate.add_flag("--fresh", options.gate.fresh, "Take nothing over from earlier gates");
  gate.add_flag("--create-roles", options.gate.create_roles,
                "On the given server: make the roles that are missing, dropped at the end");
  gate.add_option("--events", options.events, "Append what happens as JSON lines")
      ->type_name("FILE");
  gate.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  gate.add_option("--server", options.gate.server,
                  "A server to make databases on, instead of one of our own; \"\" for libpq's "
                  "environment")
      ->type_name("URI");
  add_format(gate, options, {"text", "json"});
}

void define_gate(CLI::App& gate, Options& options) {
  add_gate(gate, options);
  gate.add_flag("--each", options.gate.each, "The way back of every change, not only of the last");
}

void define_dry_run(CLI::App& dry_run, Options& options) {
  add_gate(dry_run, options);
  dry_run
      .add_option("--backup", options.gate.backup, "A dump, or a folder whose newest dump is taken")
      ->type_name("FILE");
  dry_run
      .add_option("--scratch", options.gate.scratch,
                  "A database that `plumbline scratch init` has marked; without it one of our own")
      ->type_name("URI");
}

void define_fix(CLI::App& fix, Options& options) {
  add_paths(fix, options, false);
  add_database(fix, options, false);
  add_format(fix, options, {"patch", "text", "json"});
  fix.add_option("--snapshot", options.snapshot,
                 "A snapshot's file, or - for stdin, instead of the live schema")
      ->type_name("FILE");
  fix.add_option("--only", options.fix.only, "Only what these families, rules or patterns find")
      ->delimiter(',')
      ->allow_extra_args(false);
  fix.add_option("--heads", options.heads,
                 "Several heads: put one branch behind the other, or join them by a new revision")
      ->check(CLI::IsMember({"linearise", "merge"}));
  fix.add_flag("--git", options.fix.use_git, "May ask git who wrote a line, and when");
  fix.add_flag("--write", options.does_write,
               "Change the files, all of them or none, and say so instead of showing a patch; "
               "nothing is written when a repair is refused");
  fix.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
      ->check(CLI::ExistingFile);
  fix.add_option("--deadline", options.deadline_ms,
                 "Milliseconds for reading the files, and for the repair")
      ->check(CLI::PositiveNumber);
}

void define_doctor(CLI::App& doctor, Options& options) {
  doctor
      .add_option("URI", options.db,
                  "The database: any PostgreSQL URI; \"\" for libpq's environment")
      ->required()
      ->each([&options](const std::string&) { options.has_db = true; });
  add_timeout(doctor, options);
  doctor.add_option("--deadline", options.deadline_ms, "Milliseconds for all that is read")
      ->check(CLI::PositiveNumber);
  add_format(doctor, options, {"text", "json"});
}

void define_scratch(CLI::App& scratch, Options& options) {
  scratch.require_subcommand(1);
  const auto add = [&](const char* name, const char* description) {
    CLI::App& action = *scratch.add_subcommand(name, description);
    action.add_option("URI", options.db, "The scratch database: any PostgreSQL URI")
        ->required()
        ->each([&options](const std::string&) { options.has_db = true; });
    action
        .add_option("--project", options.paths,
                    "The repository whose targets are no scratch database (default: this folder)")
        ->type_name("PATH")
        ->expected(1);
    action.add_option("--config", options.config, "plumbline.toml to use instead of the nearest")
        ->check(CLI::ExistingFile);
    action.add_option("--deadline", options.deadline_ms, "Milliseconds for all of it")
        ->check(CLI::PositiveNumber);
    add_timeout(action, options);
  };
  add("init", "Mark an empty database as one that gates may reset");
  add("check", "Whether a gate would reset it; writes nothing");
}

void define_history(CLI::App& history, Options& options) {
  history
      .add_option("--record", options.record,
                  "Where gates were recorded (default: $XDG_STATE_HOME/plumbline/)")
      ->type_name("FILE");
  history.add_option("--limit", options.history.limit, "The newest so many (default 20; 0: all)")
      ->default_val(20);
  history.add_option("--version", options.history.version, "Only of this commit or release");
  history.add_option("--tier", options.history.tier, "Only of this tier");
  add_format(history, options, {"text", "json"});
}

void define_classify(CLI::App& classify, Options& options) {
  classify.add_option("FILE", options.file, "What a tool printed (default: stdin)");
  classify.add_option("--sqlstate", options.sqlstate, "The error's SQLSTATE, where it is known")
      ->check([](const std::string& text) {
        const auto is_code = [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        };
        return text.size() == 5 && std::ranges::all_of(text, is_code)
                   ? std::string()
                   : "a SQLSTATE has five digits or capital letters";
      });
  classify.add_option(
      "--step", options.step,
      "Where it came: roles, upgrade, seed, heads, downgrade, reset, restore, registry, or migrate "
      "(pending changes on real data)");
  classify.add_option("--output", options.outputs, "Also write FORMAT:FILE; repeatable")
      ->allow_extra_args(false);
  add_format(classify, options, {"text", "json"});
}

void define_sqlx_action(CLI::App& action, Options& options) {
  add_paths(action, options, false);
  const bool is_info = action.get_name() == "info";
  auto* scratch = action.add_option("--scratch", options.scratch,
                                    "The database, marked by `plumbline scratch init`");
  if (is_info) {
    add_database(action, options, false);
  } else {
    scratch->required();
    action.add_option("--target-version", options.sqlx.target, "The last version to be applied");
    action.add_flag("--dry-run", options.sqlx.dry_run,
                    "With --like cli: only say what would be done");
    action.add_flag("--ignore-missing", options.sqlx.ignore_missing,
                    "Applied versions whose files are gone are no error");
    action.add_flag("--trace", options.sqlx.with_trace,
                    "Also each statement with its time, locks, rewrites and rows");
  }
  action
      .add_option(
          "--like", options.like,
          "Whose rules and words: those of sqlx's library (lib) or of its command line (cli)")
      ->check(CLI::IsMember({"lib", "cli"}));
  action.add_option("--deadline", options.deadline_ms, "Milliseconds for the whole run")
      ->check(CLI::PositiveNumber);
  action.callback([&options, name = action.get_name()] { options.action = name; });
}

void define_sqlx(CLI::App& sqlx, Options& options) {
  struct Action {
    const char* name;
    const char* description;
  };
  constexpr std::array actions = {
      Action{"run", "Apply what is pending"},
      Action{"revert", "Take back, by the down files"},
      Action{"skip", "Record what is pending as applied, and run none of it"},
      Action{"info", "What is applied and what is pending"},
  };
  sqlx.require_subcommand(1);
  for (const Action& action : actions)
    define_sqlx_action(*sqlx.add_subcommand(action.name, action.description), options);
}

void define_explain(CLI::App& explain, Options& options) {
  explain.add_option(
      "RULE", options.rule,
      "For example plan/duplicate-revision, or class/M; class for all failure classes");
  add_format(explain, options, {"text", "json", "markdown"});
}

struct Subcommand {
  const char* name;
  const char* description;
  void (*define)(CLI::App&, Options&);
};

constexpr std::array subcommands = {
    Subcommand{"check", "Everything that can be known; with --db also registry and live schema",
               define_check},
    Subcommand{"verify", "After a deploy: the whole plan in the registry, expectations hold",
               define_verify},
    Subcommand{"plan", "The plan as its tool sees it", define_plan},
    Subcommand{"status", "What is applied and what is pending", define_status},
    Subcommand{"predict", "What the next deploy, or any SQL, does: statement by statement",
               define_predict},
    Subcommand{"effects", "What each change requires, creates, drops and alters", define_effects},
    Subcommand{"snapshot", "What a database holds, as a file; fingerprints", define_snapshot},
    Subcommand{"diff", "What two databases or snapshots do not have alike", define_diff},
    Subcommand{"fix", "Repairs as a patch: collisions renumbered, heads joined, timestamps mended",
               define_fix},
    Subcommand{"gate", "Runs the migrations on scratch databases: up, down and up again",
               define_gate},
    Subcommand{"dry-run", "Runs the pending migrations on a restored backup", define_dry_run},
    Subcommand{"doctor", "What a database lets this role do, and that reading writes nothing",
               define_doctor},
    Subcommand{"scratch", "A database that gates may reset: mark one, ask about one",
               define_scratch},
    Subcommand{"history", "Which gates were run, and how they ended", define_history},
    Subcommand{"classify", "What an error of a tool means, who repairs it and how",
               define_classify},
    Subcommand{"sqlx", "sqlx's migrations on a scratch database, as sqlx runs them, without sqlx",
               define_sqlx},
    Subcommand{"explain", "What a rule means and how to repair it; without RULE, all of them",
               define_explain},
    Subcommand{"version", "The version of this program", [](CLI::App&, Options&) {}},
};

/// CLI11 enters a subcommand only at an argument that is its name, so that the others need no
/// options; making those of all is half of what this program does before it begins.
void define(CLI::App& app, Options& options, std::span<char* const> arguments) {
  app.description(
      "Tells whether migration plan, registry and live schema agree, for sqitch, Alembic and "
      "sqlx.");
  app.set_version_flag("--version", "plumbline " + std::string(version));
  app.require_subcommand(1);
  options.format = "text";
  for (const Subcommand& subcommand : subcommands) {
    CLI::App& command = *app.add_subcommand(subcommand.name, subcommand.description);
    const auto is_name = [&](std::string_view argument) { return argument == subcommand.name; };
    if (std::ranges::any_of(arguments, is_name)) subcommand.define(command, options);
  }
}

/// Scripts are read for what the command can say about their content, and for nothing else.
Checksums wanted_checksums(const Options& options) {
  if (options.command == "verify") return Checksums::all;
  if (options.command == "fix" || options.command == "sqlx") return Checksums::all;
  if (options.command == "plan") return options.format == "text" ? Checksums::none : Checksums::all;
  if (options.command != "check") return Checksums::none;
  if (options.has_db && asks_for_family(options.check, "registry")) return Checksums::all;
  return asks_for_family(options.check, "plan") ? Checksums::repeated : Checksums::none;
}

}  // namespace

CallControl call_control(const Options& options) {
  CallControl control;
  // Without a database nothing waits: an interrupt may end the process at once.
  const bool reads_schema = options.command == "snapshot" || options.command == "diff";
  const bool runs =
      options.command == "sqlx" || options.command == "gate" || options.command == "dry-run";
  if (options.has_db || reads_schema || runs) control.cancel = &interrupt();
  control.deadline_ms = options.deadline_ms;
  return control;
}

int parse_options(int argument_count, char** arguments, Options& options) {
  CLI::App app;
  define(app, options, {arguments, static_cast<std::size_t>(argument_count)});
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& problem) {
    const bool is_question = problem.get_exit_code() == 0;  // --help, --version
    app.exit(problem);
    return is_question ? exit_ok : exit_usage;
  }
  const CLI::App& command = *app.get_subcommands().front();
  options.command = command.get_name();
  if (!command.get_subcommands().empty())
    options.action = command.get_subcommands().front()->get_name();
  options.check.control = call_control(options);
  options.schema.control = call_control(options);
  options.fix.control = call_control(options);
  options.sqlx.control = call_control(options);
  options.fix.heads = options.heads == "merge" ? HeadRepair::merge : HeadRepair::linearise;
  return -1;
}

Repository open_repository(const Options& options, const std::string& path) {
  const bool checks = options.command == "check";
  OpenOptions open;
  open.tool = options.tool;
  open.config = options.config;
  open.with_pipeline = checks && (asks_for_family(options.check, "pipeline") ||
                                  asks_for_family(options.check, "config"));
  open.checksums = wanted_checksums(options);
  open.control = call_control(options);
  open.with_attributes =
      options.format == "json" && (options.command == "plan" || options.with_rows);
  if (options.max_file_bytes > 0) {
    open.limits.max_file_bytes = static_cast<std::uint64_t>(options.max_file_bytes);
  }
  return Repository::open(path, open);
}

Target open_target(const Options& options) { return open_target(options, options.db); }

Target open_target(const Options& options, const std::string& uri) {
  TargetOptions target;
  if (options.timeout_ms > 0) {
    target.connect_ms = options.timeout_ms;
    target.statement_ms = options.timeout_ms;
  }
  target.cancel = &interrupt();
  return Target::open(uri, target);
}

}  // namespace plumbline::cli
