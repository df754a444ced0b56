/// What the statements of a list do, each from its text alone.
#include "sql/parse.hpp"
#include "sql/simulator.hpp"
#include "sql/visitor.hpp"
#include "system/large_stack.hpp"

namespace plumbline::sql {

std::vector<StatementEffects> describe(const StatementList& list, int server_version) {
  std::vector<StatementEffects> all;
  EffectsOf::State state;
  state.server_version = server_version;
  system::run_on_large_stack([&] {
    for (const Statement& statement : list.statements) {
      StatementEffects& effects = all.emplace_back();
      effects.statement = statement;
      effects.unknown = statement.opaque;
      if (!statement.opaque.empty()) continue;
      const ParseResult parsed = parse(statement.sql);
      const Node root = parsed.ast.root();
      if (!parsed.sqlstate.empty()) effects.unknown = parsed.message;
      if (!root) continue;
      const Visitor* const visitor = find_visitor(root.type());
      if (visitor == nullptr || visitor->describe == nullptr) {
        effects.unknown = "this kind of statement is not known: " + std::string(root.type());
        continue;
      }
      EffectsOf found(state);
      const EffectsOf::Guard guard(found, statement.is_guarded);
      try {
        visitor->describe(root, found);
      } catch (const Failure& failure) {
        found.unknown(failure.message);
      } catch (const Unknown& reason) {
        found.unknown(reason.why);
      }
      effects.unknown = found.why_unknown();
      effects.effects = found.take();
    }
  });
  return all;
}

}  // namespace plumbline::sql
