/// Bodies of functions in PL/pgSQL, as far as its compiler looks at them. Rules: pl_gram.y,
/// do_compile of pl_comp.c.
#include <algorithm>
#include <set>

#include "core/schema/qualified_name.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/do_block.hpp"
#include "sql/parse.hpp"
#include "sql/visit/routine_bodies.hpp"

namespace plumbline::sql {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// The first name of what is assigned to, unquoted.
std::string first_name(std::string_view target) {
  const std::size_t start = target.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  target = target.substr(start);
  if (target.front() == '"') {
    const std::size_t end = target.find('"', 1);
    return std::string(target.substr(1, end == std::string_view::npos ? end : end - 1));
  }
  std::size_t end = 0;
  while (end < target.size() && core::is_word(target[end])) ++end;
  return lower(target.substr(0, end));
}

class Walker {
 public:
  Walker(Session& session, const Routine& routine) : session_(session), routine_(routine) {
    for (const Parameter& one : routine.list.parameters) names_.insert(one.name);
  }

  void walk(const BlockNode& node) {
    for (const BlockVariable& variable : node.variables) {
      names_.insert(lower(variable.name));
      names_.insert(variable.name);
      check_type(variable);
    }
    check_return(node);
    if (node.kind == BlockKind::assign) check_target(node);
    for (const BlockNode& inner : node.body) walk(inner);
    for (const BlockHandler& handler : node.handlers) {
      for (const BlockNode& inner : handler.body) walk(inner);
    }
    for (const BlockArm& arm : node.arms) {
      for (const BlockNode& inner : arm.body) walk(inner);
    }
  }

 private:
  /// Types are looked up when the function is made.
  void check_type(const BlockVariable& variable) {
    const std::string& type = variable.type;
    if (type.empty()) return;
    const std::string word = lower(type);
    if (word.find('%') != std::string::npos) return check_like(word);
    if (word == "record" || word == "refcursor") return;
    const ParseResult parsed = parse("SELECT NULL::" + type);
    if (!parsed.sqlstate.empty())
      return session_.may_fail("a variable's type is written in a way that is not read");
    const Node written = parsed.ast.root()["targetList"].at(0)["val"]["typeName"];
    if (!written) return session_.may_fail("a variable's type is not read");
    const TypeUse use = resolve_type(session_, written);
    if (use.is_pseudo) session_.may_fail("a variable has a pseudo-type");
  }

  /// `t%ROWTYPE`, `t.a%TYPE`, `x%TYPE`: of tables that are there, and of variables.
  void check_like(const std::string& word) {
    const std::string name = word.substr(0, word.find('%'));
    const bool is_row = word.find("rowtype") != std::string::npos;
    std::vector<std::string> parts = core::name_parts(name);
    if (names_.contains(parts.front())) return;
    if (!is_row && parts.size() > 1) parts.pop_back();
    if (!is_row && parts.size() == 1 && name.find('.') == std::string::npos)
      return session_.may_fail("what a variable is like");
    Id relation = Catalog::none;
    if (parts.size() == 1) {
      for (const Id schema : session_.search_path()) {
        if (relation == Catalog::none) relation = session_.catalog.relation(schema, parts.front());
      }
    } else if (parts.size() == 2 && session_.catalog.schema(parts.front()) != Catalog::none) {
      relation = session_.catalog.relation(session_.catalog.schema(parts.front()), parts.back());
    }
    if (relation == Catalog::none) return session_.may_fail("whether there is a table " + name);
    if (is_row) return;
    const std::string column = core::name_parts(name).back();
    if (session_.catalog.part(relation, ObjectKind::column, column) == Catalog::none)
      session_.may_fail("whether there is a column " + name);
  }

  void check_return(const BlockNode& node) {
    if (node.offset >= routine_.body.size()) return;
    const std::string text = lower(std::string_view(routine_.body).substr(node.offset, 40));
    if (!text.starts_with("return")) return;
    const std::size_t next = text.find_first_not_of(" \t\r\n", 6);
    const std::string_view rest =
        next == std::string::npos ? std::string_view() : std::string_view(text).substr(next);
    if (rest.starts_with("next") || rest.starts_with("query")) {
      if (!routine_.returns_set) {
        fail("42804", rest.starts_with("next") ? "cannot use RETURN NEXT in a non-SETOF function"
                                               : "cannot use RETURN QUERY in a non-SETOF function");
      }
      return;
    }
    if (node.kind != BlockKind::leave) return;
    const bool needs_value = routine_.kind == RoutineKind::function && !routine_.returns_set &&
                             routine_.result_id != types::void_ &&
                             routine_.result_id != types::event_trigger &&
                             routine_.list.required_result.empty();
    if (node.sql.empty()) {
      if (needs_value) fail("42601", "missing expression at or near \";\"");
      return;
    }
    if (routine_.kind == RoutineKind::procedure)
      fail("42601", "RETURN cannot have a parameter in a procedure");
    if (routine_.returns_set)
      fail("42804", "RETURN cannot have a parameter in function returning set");
    if (routine_.result_id == types::void_)
      fail("42804", "RETURN cannot have a parameter in function returning void");
    if (!routine_.list.required_result.empty())
      fail("42804", "RETURN cannot have a parameter in function with OUT parameters");
  }

  void check_target(const BlockNode& node) {
    const std::string name = first_name(node.target);
    static constexpr std::string_view given[] = {"new", "old", "found", "sqlstate", "sqlerrm"};
    if (names_.contains(name) || name.starts_with("tg_") || name.starts_with('$') || name.empty())
      return;
    if (std::ranges::find(given, name) != std::end(given)) return;
    session_.may_fail("whether \"" + name + "\" is a variable");
  }

  Session& session_;
  const Routine& routine_;
  std::set<std::string> names_;
};

bool has_opaque(const BlockNode& node) {
  return node.kind == BlockKind::opaque && node.body.empty() && node.arms.empty();
}

}  // namespace

void check_plpgsql_body(Session& session, const Routine& routine) {
  const BlockResult read = read_block(routine.body, {.is_function = true});
  if (!read.sqlstate.empty()) fail(read.sqlstate, read.message);
  if (has_opaque(read.block)) return session.may_fail("a function's body is not followed");
  Walker(session, routine).walk(read.block);
}

}  // namespace plumbline::sql
