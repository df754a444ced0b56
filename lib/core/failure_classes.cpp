/// THE table of failure classes: `plumbline explain class/M`, and whoever wants to know what the
/// class of a finding means. Text as in the rule catalogue.
#include <algorithm>
#include <array>

#include "plumbline/failure_class.hpp"

namespace plumbline {

namespace {

constexpr std::array classes = {
    FailureClass{
        "A", "missing seed row",
        "an exception that the migration raises itself, such as RuntimeError: ... not found in the "
        "... table; P0001 or 23503 where SQL raises it",
        "The migration looks up a row that an empty database does not have.",
        "whoever runs the gate, in the same change as the migration",
        "Upgrade to the revision before it, insert the row with ON CONFLICT DO NOTHING, and go on: "
        "a seed of [[project]] in plumbline.toml.",
        "The seed step and the upgrade to head are green, and so is the second upgrade behind the "
        "downgrade."},
    FailureClass{"B", "missing role", "role \"...\" does not exist; 42704 about a role",
                 "A GRANT, an ALTER ... OWNER TO or a policy names a role that is made outside of "
                 "the migrations.",
                 "whoever runs the gate, in the same change as the migration",
                 "A DO block before the upgrade that creates the role NOLOGIN where pg_roles lacks "
                 "it: roles of [gate] in plumbline.toml.",
                 "The roles step and the upgrade to head are green."},
    FailureClass{
        "C", "duplicate revision, multiple heads",
        "Multiple head revisions are present; Revision ... is present more than once; a number of "
        "heads that is not one",
        "Two branches were merged whose changes have one parent, or one id.",
        "the author of the later change",
        "Renumber the later one to the end of the chain (file, revision, down_revision) with its "
        "body as it is, or add a merge revision. `plumbline fix` does either.",
        "There is exactly one head."},
    FailureClass{
        "D", "non-immutable expression",
        "42P17: functions in index predicate (or expression) must be marked IMMUTABLE",
        "An index or a generated column calls now(), CURRENT_TIMESTAMP, or a cast that depends on "
        "locale or time zone.",
        "the author", "Write a literal, or an IMMUTABLE expression.",
        "The upgrade to head is green, and pg_indexes shows the predicate."},
    FailureClass{
        "E", "broken pointer",
        "Can't locate revision identified by '...'; a KeyError; Revision ... referenced from ... "
        "is not present",
        "down_revision names a revision that was deleted or renamed, or is not merged yet.",
        "the author, who knows which predecessor is meant", "Correct down_revision.",
        "The history has no gap."},
    FailureClass{
        "F", "duplicate object",
        "42P07 relation \"...\" already exists; 42701 column, 42710 object, 42723 function, 42P06 "
        "schema",
        "Two changes of the chain make one object; or it is there without the registry knowing of "
        "it, which is class H.",
        "the author of the later change",
        "Let the later one drop or alter the earlier object first, with the inverse in its way "
        "back; or take the redundant one out.",
        "The upgrade to head is green on an empty database, and the object has its later shape."},
    FailureClass{"G", "broken downgrade",
                 "the downgrade or revert step fails with whatever error, or leaves or loses "
                 "objects",
                 "The way back is wrong, or there is none.", "the author",
                 "Mend it. Every change can be taken back, or says that it cannot.",
                 "Upgrade, downgrade and upgrade again reach one fingerprint."},
    FailureClass{
        "H", "registry behind the schema",
        "42P07 and its like for a change that is pending: its objects are there already",
        "The registry's row was lost in a crash, or the statements were run by hand.",
        "the operator, after comparing all objects of the change",
        "All there and equal: record the change as applied (sqitch deploy --log-only, alembic "
        "stamp, the registry's row). Some: repair by hand. Then make the scripts such that they "
        "can be run twice.",
        "Registry and schema agree, and the next deploy has nothing to run again."},
    FailureClass{"I", "ghost",
                 "nothing at first; later 42P01, 42703 or 42704 about what an applied change makes",
                 "The registry says that the change ran, but its objects are not there: a file of "
                 "the same id hid it, the database was restored from elsewhere, or somebody "
                 "dropped them.",
                 "the operator",
                 "Make them by a new change, or renumber the file that was hidden (class C).",
                 "No ghost is left: `plumbline check --db`."},
    FailureClass{
        "J", "applied but missing",
        "sqlx: migration N was previously applied but is missing in the resolved migrations; "
        "sqitch: a change id that the plan lacks; Alembic: class E about the database's own "
        "version",
        "The files are older than the database, or one of them was deleted.", "whoever pushed",
        "Push the files as they are now. Never delete the registry's row.",
        "The registry records nothing unknown."},
    FailureClass{"K", "applied but modified",
                 "sqlx: migration N was previously applied but has been modified; sqitch: another "
                 "script_hash",
                 "The file was edited after it had been applied.", "the author",
                 "Restore the file, and put the intent into a new change. Never overwrite the "
                 "recorded checksum.",
                 "The checksums are equal."},
    FailureClass{
        "L", "dirty",
        "sqlx: migration N is partially applied; fix and remove row from `_sqlx_migrations` table",
        "A migration outside of a transaction broke in the middle.", "the operator",
        "Finish it or undo it by hand, then correct its row.", "No row has success = false."},
    FailureClass{
        "M", "data breaks it",
        "23502, 23505, 23514, 23503, 22P02, 2BP01; cannot alter type of a column used by a view",
        "It is right on an empty database and wrong on the rows, or the views, that are really "
        "there.",
        "the author",
        "Correct the rows first, then add the constraint (NOT VALID, then VALIDATE); drop what "
        "depends on a column before the column.",
        "The dry run on the backup is green."},
    FailureClass{"N", "blocked or slow", "55P03, 57014, 40P01; a step over its time limit",
                 "The statement waits behind the traffic, or the traffic behind it.", "the author",
                 "lock_timeout and another try, CONCURRENTLY, smaller steps.",
                 "The trace shows no strong lock that is held for long."},
    FailureClass{"O", "not allowed", "42501: permission denied, must be owner of",
                 "A migration does what its role may not.", "the operator",
                 "Grant the privilege on purpose, or do that step outside of the migrations.",
                 "The step is green as the role that deploys."},
    FailureClass{
        "P", "plan unreadable",
        "sqitch: Syntax error in ... at line N; sqlx: while resolving migrations; Alembic: "
        "a module that cannot be imported; 42601",
        "A file was edited by hand and is not what the tool reads.", "the author",
        "Do what `plumbline check` says about it.", "The plan loads."},
    FailureClass{
        "Q", "environment",
        "connection refused, server gone, disk full, program not installed; 08, 28, 3D, 53, "
        "57P01 to 57P03, 58",
        "It has nothing to do with the migration.", "the operator",
        "Run it again, once. If it comes back it is a matter of its own.",
        "The same gate is green without a change."},
    FailureClass{
        "R", "restore",
        "a backup that is cut, damaged, empty or of another format; a statement of it that "
        "fails",
        "The backup is bad.", "the operator",
        "Fetch it again. If it is bad again, production has no good backup, and that comes "
        "first.",
        "The restore step is green."},
    FailureClass{"other", "unknown", "an error that fits none of the classes, quoted whole",
                 "Nobody knows yet.", "the author of the change that failed",
                 "Read the end of the output; which step was red says whose it is.",
                 "The step is green."},
};

}  // namespace

std::span<const FailureClass> failure_classes() noexcept { return classes; }

const FailureClass* find_failure_class(std::string_view letter) noexcept {
  const auto found = std::ranges::find(classes, letter, &FailureClass::letter);
  return found == classes.end() ? nullptr : &*found;
}

}  // namespace plumbline
