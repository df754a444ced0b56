#include "gate/inference/block_needs.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "core/schema/qualified_name.hpp"
#include "sql/do_block.hpp"
#include "sql/parse.hpp"

namespace plumbline::gate {

namespace {

using sql::BlockArm;
using sql::BlockKind;
using sql::BlockNode;
using sql::Node;

constexpr int most_levels = 50;
constexpr int most_steps = 1000;

bool is_count(const Node& select) {
  const Node call = select["targetList"].at(0)["val"];
  return call.is_a("FuncCall") &&
         call["funcname"].at(call["funcname"].size() - 1).as_text() == "count" &&
         !select["groupClause"];
}

/// Whether the list surely ends in an exception of its own.
bool raises(const std::vector<BlockNode>& nodes) {
  return std::ranges::any_of(nodes, [](const BlockNode& node) {
    return node.kind == BlockKind::raise && node.level == "exception";
  });
}

bool compare(std::string_view op, std::int64_t left, std::int64_t right) {
  if (op == "=") return left == right;
  if (op == "<>") return left != right;
  if (op == "<") return left < right;
  if (op == "<=") return left <= right;
  if (op == ">") return left > right;
  return left >= right;
}

bool is_comparison(std::string_view op) {
  return op == "=" || op == "<>" || op == "<" || op == "<=" || op == ">" || op == ">=";
}

std::string_view turned(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

class BlockReader {
 public:
  BlockReader(sql::Session& session, std::vector<RowNeed>& needs)
      : session_(session), needs_(needs) {}

  void walk(const std::vector<BlockNode>& nodes, bool is_certain, int level) {
    if (level > most_levels) return;
    for (const BlockNode& node : nodes) visit(node, is_certain, level);
  }

 private:
  void visit(const BlockNode& node, bool is_certain, int level) {
    switch (node.kind) {
      case BlockKind::block:
        // What a handler catches needs nothing.
        if (!node.handlers.empty()) return;
        for (const auto& variable : node.variables) bind(variable.name, variable.initial);
        return walk(node.body, is_certain, level + 1);
      case BlockKind::branch:
        return visit_branch(node, is_certain, level);
      case BlockKind::assign:
        return bind(node.target, node.sql);
      case BlockKind::assertion:
        return make(expression(node.sql), true, is_certain);
      case BlockKind::sql:
        return visit_sql(node, is_certain);
      default:
        return;
    }
  }

  void visit_branch(const BlockNode& node, bool is_certain, int level) {
    for (std::size_t at = 0; at < node.arms.size(); ++at) {
      const BlockArm& arm = node.arms[at];
      if (!raises(arm.body)) {
        walk(arm.body, false, level + 1);
      } else if (!arm.condition.empty()) {
        make(expression(arm.condition), false, is_certain);
      } else if (at == 1) {
        make(expression(node.arms[0].condition), true, is_certain);
      }
    }
  }

  void visit_sql(const BlockNode& node, bool is_certain) {
    const Node root = parsed(node.sql);
    if (!root.is_a("SelectStmt")) return add_statement_needs(root, session_, is_certain, needs_);
    bindings_["found"] = root;
    std::string_view targets = node.target;
    for (const std::string_view target : core::list_items(targets)) {
      bindings_[sql::Session::identifier(target)] = root;
    }
    if (node.is_strict) add_query_need(root, session_, is_certain, needs_);
  }

  void bind(std::string_view target, const std::string& value) {
    if (!value.empty()) bindings_[sql::Session::identifier(target)] = expression(value);
  }

  /// The rows that make the condition so.
  void make(const Node& condition, bool wanted, bool is_certain) {
    // Variables may stand for conditions of variables.
    if (depth_ > most_levels || ++steps_ > most_steps) return;
    ++depth_;
    if (condition.is_a("BoolExpr")) {
      make_boolean(condition, wanted, is_certain);
    } else if (condition.is_a("SubLink") && condition.text("subLinkType") == "EXISTS_SUBLINK") {
      if (wanted) add_query_need(condition["subselect"], session_, is_certain, needs_);
    } else if (condition.is_a("NullTest")) {
      const bool is_null = (condition.text("nulltesttype") == "IS_NULL") == wanted;
      const Node query = query_of(condition["arg"]);
      if (query && !is_null && !is_count(query)) {
        add_query_need(query, session_, is_certain, needs_);
      }
    } else if (condition.is_a("ColumnRef")) {
      const Node bound = binding(condition);
      if (bound.is_a("SelectStmt")) {
        if (wanted) add_query_need(bound, session_, is_certain, needs_);
      } else if (bound) {
        make(bound, wanted, is_certain);
      }
    } else if (condition.is_a("A_Expr")) {
      make_comparison(condition, wanted, is_certain);
    }
    --depth_;
  }

  void make_boolean(const Node& condition, bool wanted, bool is_certain) {
    const std::string_view op = condition.text("boolop");
    const Node args = condition["args"];
    if (op == "NOT_EXPR") return make(args.at(0), !wanted, is_certain);
    const bool takes_all = (op == "AND_EXPR") == wanted;
    const std::size_t before = needs_.size();
    for (const Node arg : args) {
      make(arg, wanted, is_certain);
      if (!takes_all && needs_.size() > before) return;
    }
  }

  /// count(*) against a number.
  void make_comparison(const Node& condition, bool wanted, bool is_certain) {
    Node left = condition["lexpr"];
    Node right = condition["rexpr"];
    std::string_view op = condition["name"].at(0).as_text();
    if (condition.text("kind") != "AEXPR_OP" || !is_comparison(op)) return;
    if (constant_text(left)) {
      std::swap(left, right);
      op = turned(op);
    }
    const Node query = query_of(left);
    if (!query || !is_count(query) || !right.is_a("A_Const") || !right["ival"]) return;
    const std::int64_t limit = right.as_number();
    if (compare(op, 0, limit) == wanted) return;
    const std::size_t before = needs_.size();
    add_query_need(query, session_, is_certain, needs_, true);
    if (needs_.size() == before || compare(op, 1, limit) == wanted) return;
    needs_.back().impossible = "several rows must be there";
  }

  /// The query that gives the value; nothing when there is none.
  Node query_of(const Node& value) {
    if (value.is_a("SubLink") && value.text("subLinkType") == "EXPR_SUBLINK") {
      return value["subselect"];
    }
    if (!value.is_a("ColumnRef")) return {};
    const Node bound = binding(value);
    if (bound.is_a("SelectStmt")) return bound;
    return bound.is_a("SubLink") ? bound["subselect"] : Node();
  }

  Node binding(const Node& reference) const {
    const Node fields = reference["fields"];
    if (fields.size() != 1) return {};
    const auto found = bindings_.find(std::string(fields.at(0).as_text()));
    return found == bindings_.end() ? Node() : found->second;
  }

  Node parsed(const std::string& text) { return texts_.emplace_back(sql::parse(text)).ast.root(); }

  Node expression(const std::string& text) {
    return parsed("SELECT " + text)["targetList"].at(0)["val"];
  }

  sql::Session& session_;
  std::vector<RowNeed>& needs_;
  std::deque<sql::ParseResult> texts_;
  std::map<std::string, Node> bindings_;  ///< variables: the query or expression of their value
  int depth_ = 0;
  int steps_ = 0;
};

}  // namespace

void add_block_needs(const Node& statement, sql::Session& session, std::vector<RowNeed>& needs) {
  std::string body;
  for (const Node option : statement["args"]) {
    if (option.text("defname") == "as") body = option["arg"].as_text();
    if (option.text("defname") == "language" && option["arg"].as_text() != "plpgsql") return;
  }
  const sql::BlockResult read = sql::read_block(body);
  if (!read.sqlstate.empty()) return;
  BlockReader(session, needs).walk({read.block}, true, 0);
}

}  // namespace plumbline::gate
