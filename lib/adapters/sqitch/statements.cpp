/// What sqitch sends to the server for one change.
#include "adapters/sqitch/tree.hpp"

namespace plumbline::adapters::sqitch {

StatementList SqitchTree::statements(const Change& change, Direction direction) const {
  StatementList list;
  const Script& script = direction == Direction::deploy   ? change.deploy
                         : direction == Direction::revert ? change.revert
                                                          : change.verify;
  if (!script.exists) return list;
  list.file = script.file;
  Statement body;
  body.where.file = script.file;
  body.opaque = "the script is not read";
  list.statements.push_back(std::move(body));
  return list;
}

}  // namespace plumbline::adapters::sqitch
