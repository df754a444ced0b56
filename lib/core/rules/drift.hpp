/// The catalogue's entries of what a database holds beside what its changes make; rules.cpp puts
/// the families together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array drift_rules = {
    Rule{"drift/changed-object", Severity::warning,
         "an object is not as the applied changes define it",
         "Later changes and the application are written for another definition.",
         "Bring the object to its definition by a new change, or put the change that was made by "
         "hand into the plan.",
         "the applied scripts, simulated", ""},
    Rule{"drift/ghost", Severity::error, "an applied change's objects are not there",
         "The registry says that it ran, so nothing will ever make them; what stands on them fails "
         "later.",
         "Make them by a new change, or renumber the file that an equal id hid, so that it runs.",
         "the founding incident of two files with one revision", "I"},
    Rule{"drift/guard-hides-difference", Severity::error,
         "a guard passes over an object of another shape",
         "IF NOT EXISTS looks at the name alone: the script succeeds and the object stays "
         "different from what the plan says.",
         "Bring the object to its planned shape first, by ALTER statements or by hand.",
         "PostgreSQL documentation, CREATE TABLE, IF NOT EXISTS", "H"},
    Rule{"drift/missing-object", Severity::error, "an expected object is not in the database",
         "The application fails on first use of it, whatever the registry says.",
         "Find the change that should have made it; deploy it, or repair by hand.",
         "what --expect was told", "I"},
    Rule{"drift/partial", Severity::error, "only a part of a change's objects is there",
         "Neither running the change nor recording it as applied is right.",
         "Complete or remove the part by hand, then deploy or record the change.",
         "the scripts, simulated, beside the live schema", "H"},
    Rule{"drift/unexpected-object", Severity::error,
         "the database holds an object that nothing accounts for",
         "It was made by hand or by something else than these trees: the next change of that name "
         "fails or is skipped, and a database rebuilt from the plan lacks it.",
         "Find who made it; write a change for it, drop it, or correct the expectation.",
         "what --expect was told; the words of the trees' files beside the catalog", "H"},
    Rule{"drift/unfinished", Severity::warning,
         "an operation on an object was begun and did not end",
         "An invalid index costs every write and helps no query; a unique one may let duplicates "
         "in.",
         "Drop the index CONCURRENTLY and build it again; end a detach with FINALIZE.",
         "PostgreSQL documentation, 'Building Indexes Concurrently', pg_index.indisvalid", ""},
    Rule{"drift/unreadable", Severity::warning, "a part of the schema could not be read",
         "What was not read was not compared: a difference there goes unseen.",
         "Check again when the lock is gone, or give the role the right that it lacks.",
         "pg_locks and the server's own words", ""},
    Rule{"drift/unregistered", Severity::error,
         "a change's objects are there, but the registry does not know it",
         "The next deploy runs it again.",
         "Record it as applied (sqitch deploy --log-only, alembic stamp, the registry row), after "
         "comparing its objects.",
         "the founding incident of tables without registry rows", "H"},
};

}  // namespace plumbline::core
