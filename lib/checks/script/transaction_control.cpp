/// COMMIT, ROLLBACK and BEGIN inside of a transaction that the tool began and keeps its books in.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void transaction_control(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("TransactionStmt") || scene.is_of_tool(*step.statement)) return;
  const std::string_view kind = node.text("kind");
  const bool is_begin = kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START";
  const bool is_rollback = kind == "TRANS_STMT_ROLLBACK";
  const bool is_commit = kind == "TRANS_STMT_COMMIT";
  if (!is_begin && !is_rollback && !is_commit) return;
  if (scene.script().list->in_transaction) {
    scene.report("script/transaction-control",
                 is_begin ? "BEGIN inside of the tool's transaction does nothing but warn"
                 : is_commit
                     ? "COMMIT ends the tool's transaction: what follows runs outside of it, "
                       "and when that fails the change is half applied and not recorded"
                     : "ROLLBACK undoes the change and ends the tool's transaction: the tool "
                       "still records it as applied, a ghost");
    return;
  }
  if (is_begin && scene.is_in_own_transaction())
    scene.report("script/transaction-control",
                 "BEGIN inside of a transaction does nothing but warn");
  if (!is_begin && !scene.is_in_own_transaction() && !node.flag("chain")) {
    scene.report(
        "script/transaction-control",
        core::format("{} without BEGIN does nothing but warn", is_commit ? "COMMIT" : "ROLLBACK"));
  }
}

}  // namespace plumbline::checks::script
