/// DO: a block of PL/pgSQL is followed as far as its conditions look at names in the catalog alone.
/// Rules: pl_exec.c.
#include <algorithm>
#include <string>

#include "core/schema/qualified_name.hpp"
#include "sql/do_block.hpp"
#include "sql/parse.hpp"
#include "sql/visit/guard.hpp"
#include "sql/visit/session.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

constexpr int most_levels = 50;

bool mentions(std::string_view sql, std::string_view name) {
  for (std::size_t at = sql.find(name); at != std::string_view::npos; at = sql.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !core::is_word(sql[at - 1]);
    const bool ends = end >= sql.size() || !core::is_word(sql[end]);
    if (begins && ends) return true;
  }
  return false;
}

class Block {
 public:
  explicit Block(Session& session) : session_(session) {}

  /// False when it has left the whole block.
  bool run_all(const std::vector<BlockNode>& nodes, int level) {
    if (level > most_levels) unknown("blocks nest too deeply");
    return std::ranges::all_of(nodes, [&](const BlockNode& node) { return run(node, level); });
  }

 private:
  bool run(const BlockNode& node, int level) {
    switch (node.kind) {
      case BlockKind::nothing:
        return true;
      case BlockKind::opaque:
        unknown(node.why);
      case BlockKind::block:
        return run_block(node, level);
      case BlockKind::branch:
        return run_branch(node, level);
      case BlockKind::sql:
        run_sql(node.sql);
        return true;
      case BlockKind::execute:
        if (node.sql.empty() || node.has_using)
          unknown("the text of an EXECUTE is made at run time");
        run_sql(node.sql);
        return true;
      case BlockKind::assign:
        session_.may_fail("an assignment in a block is evaluated at run time");
        return true;
      case BlockKind::raise:
        raise(node);
        return true;
      case BlockKind::leave:
        return false;
      case BlockKind::assertion:
        unknown("an ASSERT is evaluated at run time");
      case BlockKind::transaction:
        unknown("a block ends the transaction itself");
    }
    return true;
  }

  bool run_block(const BlockNode& node, int level) {
    for (const BlockVariable& variable : node.variables) {
      variables_.push_back(variable.name);
      if (!variable.initial.empty()) session_.may_fail("a variable is set at run time");
    }
    bool goes_on = true;
    if (node.handlers.empty()) {
      goes_on = run_all(node.body, level + 1);
    } else {
      goes_on = run_guarded(node, level);
    }
    variables_.resize(variables_.size() - node.variables.size());
    return goes_on;
  }

  /// A block with handlers is a subtransaction.
  bool run_guarded(const BlockNode& node, int level) {
    Catalog& catalog = session_.catalog;
    const Catalog::Mark mark = catalog.mark();
    const Session::Settings settings = session_.current_settings();
    const std::string doubt = session_.doubt;
    try {
      const bool goes_on = run_all(node.body, level + 1);
      if (session_.doubt != doubt) {
        // Whether a handler runs is as doubtful as the statement.
        unknown(session_.doubt);
      }
      return goes_on;
    } catch (const Failure& failure) {
      const auto handler = std::ranges::find_if(
          node.handlers, [&](const BlockHandler& one) { return catches(one, failure.sqlstate); });
      if (handler == node.handlers.end()) throw;
      catalog.undo(mark);
      session_.restore(settings);
      session_.doubt = doubt;
      return run_all(handler->body, level + 1);
    }
  }

  bool run_branch(const BlockNode& node, int level) {
    for (const BlockArm& arm : node.arms) {
      if (!arm.condition.empty()) {
        refuse_variables(arm.condition);
        if (!holds(session_, arm.condition)) continue;
      }
      return run_all(arm.body, level + 1);
    }
    return true;
  }

  void refuse_variables(std::string_view sql) const {
    for (const std::string& name : variables_) {
      if (mentions(sql, name)) unknown("the variable \"" + name + "\" gets its value at run time");
    }
    if (mentions(sql, "FOUND") || mentions(sql, "found")) unknown("FOUND is known at run time");
  }

  void run_sql(const std::string& sql) {
    refuse_variables(sql);
    const ParseResult parsed = parse(sql);
    if (!parsed.sqlstate.empty()) fail(parsed.sqlstate, parsed.message);
    const Node root = parsed.ast.root();
    if (!root) return;
    const Visitor* const visitor = find_visitor(root.type());
    if (visitor == nullptr) {
      unknown("this kind of statement is not simulated: " + std::string(root.type()));
    }
    if (root.is_a("TransactionStmt")) unknown("a block ends the transaction itself");
    if (visitor->apply != nullptr) visitor->apply(root, session_);
  }

  static void raise(const BlockNode& node) {
    if (node.level != "exception" && !node.level.empty()) return;
    if (node.level.empty()) unknown("an error is raised again");
    if (node.sqlstate.empty()) unknown("the SQLSTATE that is raised is made at run time");
    fail(node.sqlstate, node.message);
  }

  Session& session_;
  std::vector<std::string> variables_;
};

struct DoText {
  std::string body;
  std::string language = "plpgsql";
};

DoText text_of(const Node& statement) {
  DoText text;
  for (const Node option : statement["args"]) {
    if (option.text("defname") == "as") text.body = option["arg"].as_text();
    if (option.text("defname") == "language") text.language = option["arg"].as_text();
  }
  return text;
}

void describe_nodes(const std::vector<BlockNode>& nodes, EffectsOf& effects, int level);

void describe_sql(const std::string& sql, EffectsOf& effects) {
  const ParseResult parsed = parse(sql);
  const Node root = parsed.ast.root();
  if (!root) return effects.unknown(parsed.message);
  const Visitor* const visitor = find_visitor(root.type());
  if (visitor == nullptr || visitor->describe == nullptr) {
    return effects.unknown("this kind of statement is not known: " + std::string(root.type()));
  }
  visitor->describe(root, effects);
}

void describe_node(const BlockNode& node, EffectsOf& effects, int level) {
  switch (node.kind) {
    case BlockKind::opaque:
      return effects.unknown(node.why);
    case BlockKind::execute:
      if (node.sql.empty()) return effects.unknown("the text of an EXECUTE is made at run time");
      [[fallthrough]];
    case BlockKind::sql:
      return describe_sql(node.sql, effects);
    case BlockKind::block: {
      const EffectsOf::Guard guard(effects, !node.handlers.empty());
      describe_nodes(node.body, effects, level + 1);
      for (const BlockHandler& handler : node.handlers) {
        describe_nodes(handler.body, effects, level + 1);
      }
      return;
    }
    case BlockKind::branch: {
      const EffectsOf::Guard guard(effects);
      for (const BlockArm& arm : node.arms) describe_nodes(arm.body, effects, level + 1);
      return;
    }
    default:
      return;
  }
}

void describe_nodes(const std::vector<BlockNode>& nodes, EffectsOf& effects, int level) {
  if (level > most_levels) return effects.unknown("blocks nest too deeply");
  for (const BlockNode& node : nodes) describe_node(node, effects, level);
}

}  // namespace

void apply_do(const Node& statement, Session& session) {
  const DoText text = text_of(statement);
  if (text.language == "sql" || text.language == "c" || text.language == "internal") {
    fail("0A000", "language \"" + text.language + "\" does not support inline code execution");
  }
  if (text.language != "plpgsql") {
    if (session.catalog.find(ObjectKind::language, Catalog::none, text.language) == Catalog::none) {
      fail("42704", "language \"" + text.language + "\" does not exist");
    }
    unknown("a block in " + text.language + " is not followed");
  }
  const BlockResult read = read_block(text.body);
  if (!read.sqlstate.empty()) fail(read.sqlstate, read.message);
  // A block alone is a transaction: there SET LOCAL holds to its end.
  const bool is_alone = !session.in_transaction() && !session.in_message;
  if (is_alone) {
    session.in_message = true;
    session.kept_settings = session.current_settings();
  }
  Block(session).run_all({read.block}, 0);
  if (!is_alone) return;
  session.in_message = false;
  session.restore(session.kept_settings);
}

void describe_do(const Node& statement, EffectsOf& effects) {
  const DoText text = text_of(statement);
  if (text.language != "plpgsql") {
    return effects.unknown("a block in " + text.language + " is not followed");
  }
  describe_nodes({read_block(text.body).block}, effects, 0);
}

}  // namespace plumbline::sql
