/// The catalogue's entries of what a gate's run showed; rules.cpp puts the families together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array gate_rules = {
    Rule{"gate/blocked", Severity::error, "a statement waited, or ran, longer than it may",
         "It waits behind the traffic of the application or stands in its way; either stops the "
         "deploy or the users.",
         "The author: set lock_timeout and try again, build indexes CONCURRENTLY, take smaller "
         "steps.",
         "PostgreSQL: 55P03, 57014, 40P01", "N"},
    Rule{"gate/broken-downgrade", Severity::error, "the way back of a change fails",
         "A release that goes wrong cannot be taken back by the tool.",
         "The author: mend the downgrade, or have it say that there is none.",
         "the round trip's step back, run", "G"},
    Rule{"gate/broken-pointer", Severity::error, "a change names a predecessor that no file has",
         "Every command of the tool stops, on every database.",
         "The author: find out which predecessor was meant (deleted, renamed or not merged yet), "
         "and name that.",
         "alembic: KeyError behind 'referenced from … is not present'", "E"},
    Rule{"gate/data-violates", Severity::error, "rows that are there make a migration fail",
         "It works on an empty database and stops the deploy on the real one.",
         "The author: correct the rows in a change before it, add constraints NOT VALID and "
         "validate them later, drop what depends on a column first.",
         "PostgreSQL: classes 22 and 23, 2BP01", "M"},
    Rule{"gate/duplicate-object", Severity::error, "a migration makes what is there already",
         "The deploy stops there on every database that has the earlier one.",
         "The author of the later change: drop or alter the earlier object first, with the inverse "
         "on the way back, or take the redundant one out.",
         "PostgreSQL: 42P07, 42701, 42710, 42723, 42P06", "F"},
    Rule{"gate/environment", Severity::error, "the gate's surroundings failed, not the migration",
         "Nothing was shown about the change.",
         "The operator: look at server, disk and tool, and run the gate again once; if it comes "
         "back, mend that first.",
         "PostgreSQL: classes 08, 28, 3D, 53, 57P, 58", "Q"},
    Rule{"gate/interrupted", Severity::error, "the gate was stopped before its end",
         "Nothing was shown about the steps that were not reached.", "Run it again.",
         "the record: red until the last step is green", "Q"},
    Rule{"gate/missing-object", Severity::error, "a migration uses an object that is not there",
         "The registry says that a change ran, but its objects are gone; or they were made by hand "
         "and no database built from the plan has them.",
         "The operator: make them by a new change, or renumber the file that an equal id hid.",
         "PostgreSQL: 42P01, 42703, 42704, 42883, 3F000", "I"},
    Rule{"gate/missing-role", Severity::error, "a role that a migration names does not exist",
         "It fails in every cluster in which nobody has made the role.",
         "Whoever runs the gate, in the same change: create the role NOLOGIN where pg_roles lacks "
         "it, in a DO block before the upgrade ([gate] roles).",
         "PostgreSQL: 42704 about a role", "B"},
    Rule{"gate/missing-seed", Severity::error, "a migration stops without a row that it looks up",
         "It fails on every empty database: in the gate, for a new developer, in a new "
         "installation.",
         "Whoever runs the gate, in the same change: upgrade to the revision before, insert the "
         "row with ON CONFLICT DO NOTHING, go on ([[project]] seeds).",
         "the migration's own exception; PostgreSQL: P0001, 23503", "A"},
    Rule{"gate/multiple-heads", Severity::error,
         "the history has more than one end, or one id twice",
         "An upgrade to `head` stops, or one of two files never runs.",
         "The author of the later change: renumber it to the end of the chain (file, revision, "
         "down_revision), its body unchanged; or add a merge revision.",
         "alembic: MultipleHeads", "C"},
    Rule{"gate/no-backup", Severity::error, "there is no backup to try the migrations on",
         "Nothing was shown about the real data.", "The operator: fetch the newest backup first.",
         "the dry run's first step", "R"},
    Rule{"gate/non-immutable-expression", Severity::error,
         "an index or generated column calls what is not immutable",
         "The statement fails wherever it is run.",
         "The author: write a literal or an IMMUTABLE expression; now() and casts that depend on "
         "time zone or locale are none.",
         "PostgreSQL: 42P17", "D"},
    Rule{"gate/not-allowed", Severity::error, "the role may not do what a migration asks for",
         "The deploy stops there, or works only as long as it runs as a superuser.",
         "The operator: grant the privilege on purpose, or do this step outside of the "
         "migrations.",
         "PostgreSQL: 42501", "O"},
    Rule{"gate/not-reversible", Severity::error, "the way back leaves or loses objects",
         "After a release is taken back the schema is one that no plan describes, and the next "
         "upgrade meets it.",
         "The author: let the downgrade undo all that the upgrade does.",
         "schema fingerprints before and after the round trip", "G"},
    Rule{"gate/plan-unreadable", Severity::error, "the tool cannot read its own files",
         "Every command of the tool stops.",
         "The author: correct the file as `plumbline check` says.",
         "sqitch: Syntax error in …; sqlx: while resolving migrations; alembic: import", "P"},
    Rule{"gate/registry-behind", Severity::error,
         "a pending migration makes what the restored database has already",
         "The deploy runs a change a second time: its row was lost, or it was applied by hand.",
         "The operator: compare all of the change's objects; if all are there and equal, record it "
         "as applied (sqitch deploy --log-only, alembic stamp, the registry row); if some, repair "
         "by hand.",
         "PostgreSQL: 42P07 and the like on restored data", "H"},
    Rule{"gate/reset-failed", Severity::error, "the scratch database could not be emptied",
         "Nothing was shown about the change.",
         "The operator: look at what the server says; end other sessions there, or mark a new "
         "database (plumbline scratch init).",
         "the dry run's reset", "Q"},
    Rule{"gate/restore-failed", Severity::error, "the backup is damaged or cannot be restored",
         "There is no good backup, which matters more than this deploy.",
         "The operator: fetch it again; if it is bad again, the backup of production itself is "
         "bad.",
         "gzip's check sum, the dump's end mark, every statement", "R"},
    Rule{"gate/roles-failed", Severity::error, "the roles that the gate needs could not be made",
         "Nothing was shown about the change.",
         "Whoever runs the gate: correct the roles' SQL, or give the gate a role that may create "
         "roles.",
         "the gate's first step", "Q"},
    Rule{"gate/scratch-unset", Severity::error, "no scratch database is configured",
         "Nothing was shown about the change.",
         "The operator: mark an empty database (plumbline scratch init URI) and name it with "
         "--scratch or [gate] scratch.",
         "the dry run's reset", "Q"},
    Rule{"gate/seed-failed", Severity::error, "the rows that the gate puts in are refused",
         "Nothing was shown about the changes behind them.",
         "Whoever runs the gate: look whether the upgrade before it really made the table, then "
         "correct the seed; it must be one that can be run twice.",
         "the gate's seed step", "A"},
    Rule{"gate/step-timeout", Severity::error, "a step took longer than it may",
         "A deploy that hangs is ended by somebody, in the middle.",
         "The author: find what it waits for in the step's trace; raise the limit (--step-timeout) "
         "only for work that is known to be long.",
         "the gate's limit for each step", "N"},
    Rule{"gate/unclassified", Severity::error,
         "a step failed with an error that fits no failure class",
         "Nobody knows yet; the deploy would fail the same way.",
         "The author of the change that failed: read the end of the output, which is quoted.",
         "the order of matching: SQLSTATE, exception, message", "other"},
    Rule{"gate/wrong-database", Severity::error, "a migration tried to connect to another database",
         "Run by a gate, it would have changed a database that is not the gate's: it was refused.",
         "The author: take the URL in env.py from where the tool hands it over, and open no "
         "connection of your own.",
         "SQLAlchemy's do_connect, in the gate's driver", "Q"},
};

}  // namespace plumbline::core
