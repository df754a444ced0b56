/// Puts reader, interpreter and recorder together.

#include "adapters/alembic/render/render.hpp"

#include "adapters/alembic/render/interpreter.hpp"

namespace plumbline::adapters::alembic {

StatementList render_revision(std::string_view text, std::string file, Direction direction) {
  using namespace render;
  Recorder recorder(text, std::move(file));
  if (direction == Direction::verify) return recorder.take();
  const Arena arena;
  const Module module = parse_module(text);
  Interpreter interpreter(module, recorder);
  interpreter.run_module();
  interpreter.run_function(direction == Direction::deploy ? "upgrade" : "downgrade");
  return recorder.take();
}

}  // namespace plumbline::adapters::alembic
