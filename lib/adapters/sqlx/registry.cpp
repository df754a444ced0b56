#include "adapters/sqlx/tree.hpp"

namespace plumbline::adapters::sqlx {

Registry SqlxTree::read_registry(postgres::Connection&) const { return {}; }

}  // namespace plumbline::adapters::sqlx
