/// What Alembic sends to the server for one revision.
#include "adapters/alembic/tree.hpp"

namespace plumbline::adapters::alembic {

StatementList AlembicTree::statements(const Change& change, Direction direction) const {
  StatementList list;
  const Script& script = direction == Direction::deploy ? change.deploy : change.revert;
  if (direction == Direction::verify || !script.exists) return list;
  list.file = script.file;
  list.in_transaction = true;
  Statement body;
  body.where.file = script.file;
  body.opaque = "Python decides what is sent";
  list.statements.push_back(std::move(body));
  return list;
}

}  // namespace plumbline::adapters::alembic
