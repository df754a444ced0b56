/// What Alembic sends to the server for one revision.
#include "adapters/alembic/render/render.hpp"
#include "adapters/alembic/tree.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::alembic {

StatementList AlembicTree::statements(const Change& change, Direction direction) const {
  const Script& script = direction == Direction::deploy ? change.deploy : change.revert;
  if (direction == Direction::verify || !script.exists) return {};
  const std::string text = system::read_file(system::join_path(place_.root, script.file), limits_);
  return render_revision(text, script.file, direction);
}

}  // namespace plumbline::adapters::alembic
