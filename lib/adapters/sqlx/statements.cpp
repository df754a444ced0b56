/// What sqlx sends to the server for one migration: the whole file as one message, in a transaction
/// unless its first 17 bytes say otherwise. See `migrate` of sqlx-postgres 0.9.
#include "adapters/sqlx/tree.hpp"
#include "sql/script.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqlx {

StatementList SqlxTree::statements(const Change& change, Direction direction) const {
  const Script& script = direction == Direction::deploy ? change.deploy : change.revert;
  if (direction == Direction::verify || !script.exists) return {};
  const std::string text = system::read_file(system::join_path(root_, script.file), limits_);
  StatementList list = sql::read_plain_script(text, script.file);
  list.in_transaction = !text.starts_with(no_transaction);
  return list;
}

}  // namespace plumbline::adapters::sqlx
