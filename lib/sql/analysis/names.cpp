/// What names of columns and tables mean: transformColumnRef of parse_expr.c, parse_relation.c.
#include <array>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

namespace {

struct SystemColumnRow {
  std::string_view name;
  int number;
  TypeId type;
};
constexpr std::array system_columns_of_tables = {
    SystemColumnRow{"ctid", -1, types::tid}, SystemColumnRow{"xmin", -2, types::xid},
    SystemColumnRow{"cmin", -3, types::cid}, SystemColumnRow{"xmax", -4, types::xid},
    SystemColumnRow{"cmax", -5, types::cid}, SystemColumnRow{"tableoid", -6, types::oid},
};

}  // namespace

/// Columns of a table, a view …, from the catalog.
void Analyzer::fill_relation(Rte& rte, Id relation) {
  rte.kind = RteKind::relation;
  rte.relation = relation;
  rte.printed = catalog_.sql_name(relation);
  rte.name = std::string(catalog_[relation].own);
  rte.row_type = type_id_of(relation);
  const std::vector<Id> columns = catalog_.parts(relation, ObjectKind::column);
  rte.columns.reserve(columns.size());
  for (const Id id : columns) {
    Column column;
    column.id = id;
    column.name = catalog_[id].own;
    const TypeRef type = types_.parse(catalog_.value(id, "type"));
    column.type = type.id;
    column.typmod = type.typmod;
    const std::string_view collation = catalog_.value(id, "collation");
    column.collation = collation.empty() ? collation_of_type(type.id) : collation;
    rte.columns.push_back(column);
  }
}

/// Views and functions' bodies are read without a look at rights, which their users need.
void Analyzer::require_right(Id relation, std::string_view right) {
  if (checks_rights) asked_rights_.push_back({relation, right});
}

/// ExecCheckPermissions: when the whole statement has been analyzed.
void Analyzer::check_rights() {
  for (const AskedRight& asked : asked_rights_) check_right(asked.relation, asked.right);
  asked_rights_.clear();
  if (!refused_target_.empty()) fail("42809", refused_target_);
}

void Analyzer::check_right(Id relation, std::string_view right) const {
  // Policies are put in before rights are looked at, and may refer to each other.
  if (!session_.has_right(relation, right) && catalog_.has(relation, "row_security") &&
      !catalog_.parts(relation, ObjectKind::policy).empty()) {
    unknown("whether policies refer to each other");
  }
  session_.require_right(relation, right);
}

void Analyzer::note_policies(Id relation) {
  if (!checks_rights || session_.is_superuser || !catalog_.has(relation, "row_security")) return;
  const auto setting = session_.settings.find("row_security");
  if (setting != session_.settings.end() &&
      (setting->second == "off" || setting->second == "false")) {
    session_.may_fail("whether row_security lets it pass");
  }
  for (const Id policy : catalog_.parts(relation, ObjectKind::policy)) {
    const bool is_nested =
        catalog_.value(policy, "using").find("SELECT") != std::string_view::npos ||
        catalog_.value(policy, "check").find("SELECT") != std::string_view::npos;
    if (is_nested) session_.may_fail("queries in policies decide");
  }
}

std::string_view Analyzer::collation_of_type(TypeId type) {
  if (type == types::text || type == types::varchar) return "default";
  const TypeInfo info = type_info(scope_, type);
  if (info.is_array && info.element != 0) return collation_of_type(info.element);
  if (info.kind == 'd') {
    if (const Id object = object_of_type(type); object != Catalog::none) {
      const std::string_view own = catalog_.value(object, "collation");
      if (!own.empty()) return own;
    }
    return collation_of_type(info.base.id);
  }
  if (!info.collatable) return {};
  return info.id == types::name ? "\"C\"" : "default";
}

Expr* Analyzer::make_var(State& state, QueryTree* level, int rte, int column) {
  (void)state;
  const Rte& row = level->rtable[static_cast<std::size_t>(rte)];
  Expr* const expr = arena.make(Kind::var);
  expr->level = level;
  expr->rte = rte;
  expr->column = column;
  if (column == 0) {
    expr->type = row.row_type != 0 ? row.row_type : types::record;
    if (row.kind == RteKind::function && row.functions.size() == 1 && !row.has_ordinality &&
        row.columns.size() == 1 && row.row_type != types::record) {
      // A function that gives a scalar: its row is the value.
      if (!is_complex(scope_, row.functions[0]->type) && row.functions[0]->type != types::record) {
        expr->column = 1;
        expr->type = row.columns[0].type;
        expr->typmod = row.columns[0].typmod;
        expr->collation = row.columns[0].collation;
      }
    }
    return expr;
  }
  const Column& facts = row.columns[static_cast<std::size_t>(column - 1)];
  if (facts.id != Catalog::none && catalog_.has_doubts() &&
      catalog_.is_doubtful(catalog_.name(facts.id))) {
    unknown("whether column \"" + std::string(facts.name) + "\" is there still");
  }
  expr->type = facts.type;
  expr->typmod = facts.typmod;
  expr->collation = facts.collation;
  return expr;
}

Expr* Analyzer::system_column(const Visible& item, QueryTree* level, std::string_view name,
                              ExprKind kind) {
  const Rte& row = level->rtable[static_cast<std::size_t>(item.rte)];
  if (row.kind != RteKind::relation) return nullptr;
  // What was to be inserted has none.
  if (level->command == Command::insert && row.has_alias && row.name == "excluded") return nullptr;
  for (const SystemColumnRow& system : system_columns_of_tables) {
    if (system.name != name) continue;
    if (kind == ExprKind::check && name != "tableoid") {
      fail("42P10",
           "system column \"" + std::string(name) + "\" reference in check constraint is invalid");
    }
    if (kind == ExprKind::generated && name != "tableoid") {
      fail("42P10", "cannot use system column \"" + std::string(name) +
                        "\" in column generation expression");
    }
    if (kind == ExprKind::index_expression || kind == ExprKind::index_predicate) {
      fail("0A000", "index creation on system columns is not supported");
    }
    Expr* const expr = arena.make(Kind::var);
    expr->level = level;
    expr->rte = item.rte;
    expr->column = system.number;
    expr->type = system.type;
    expr->text = system.name;
    return expr;
  }
  return nullptr;
}

/// scanNSItemForColumn: null when there is none.
Expr* Analyzer::column_of(State& state, State& owner, const Visible& item, std::string_view name) {
  const VisibleColumn* found = nullptr;
  for (const VisibleColumn& column : item.columns) {
    if (column.name != name) continue;
    if (found != nullptr) {
      fail("42702", "column reference \"" + std::string(name) + "\" is ambiguous");
    }
    found = &column;
  }
  if (found == nullptr) return system_column(item, owner.query, name, state.kind);
  if (item.is_lateral_only && !item.is_lateral_ok) {
    fail("42P10", "invalid reference to FROM-clause entry for table \"" + item.name + "\"");
  }
  if (found->merged != nullptr) return found->merged;
  return make_var(state, owner.query, found->rte, found->column);
}

/// colNameToVar: null when there is none.
Expr* Analyzer::bare_column(State& state, std::string_view name) {
  for (State* owner = &state; owner != nullptr; owner = owner->parent) {
    Expr* found = nullptr;
    for (const Visible& item : owner->names) {
      if (!item.is_columns) continue;
      if (item.is_lateral_only && !owner->is_lateral_active) continue;
      // Columns of the system are found only behind a table's name here, as by the server when
      // there is just one table.
      Expr* const column = column_of(state, *owner, item, name);
      if (column == nullptr) continue;
      if (found != nullptr) {
        fail("42702", "column reference \"" + std::string(name) + "\" is ambiguous");
      }
      found = column;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

/// refnameNamespaceItem: null when there is none.
const Visible* Analyzer::visible_table(State& state, std::string_view schema, std::string_view name,
                                       State*& owner) {
  Id wanted = Catalog::none;
  if (!schema.empty()) {
    const Id in = catalog_.schema(schema);
    if (in == Catalog::none) return nullptr;
    if (!catalog_[in].is_system) {
      wanted = catalog_.relation(in, name);
      if (wanted == Catalog::none) return nullptr;
    }
  }
  for (owner = &state; owner != nullptr; owner = owner->parent) {
    const Visible* found = nullptr;
    for (const Visible& item : owner->names) {
      if (!item.is_table || item.name != name) continue;
      if (item.is_lateral_only && !owner->is_lateral_active) continue;
      if (!schema.empty()) {
        const Rte& row = owner->query->rtable[static_cast<std::size_t>(item.rte)];
        if (row.kind != RteKind::relation || row.has_alias) continue;
        if (wanted != Catalog::none
                ? row.relation != wanted
                : row.printed != std::string(schema) + "." + std::string(name)) {
          continue;
        }
      }
      if (found != nullptr) {
        fail("42P09", "table reference \"" + std::string(name) + "\" is ambiguous");
      }
      found = &item;
    }
    if (found != nullptr) {
      if (found->is_lateral_only && !found->is_lateral_ok) {
        fail("42P10", "invalid reference to FROM-clause entry for table \"" + found->name + "\"");
      }
      return found;
    }
  }
  return nullptr;
}

Expr* Analyzer::parameter(std::string_view name) {
  int number = 0;
  for (const auto& [own, type] : names_.parameters) {
    ++number;
    if (own.empty() || own != name) continue;
    Expr* const expr = arena.make(Kind::param);
    expr->type = types_.parse(type).id;
    expr->collation = collation_of_type(expr->type);
    expr->number = number;
    expr->text = arena.keep("$" + std::to_string(number));
    if (!names_.function_name.empty()) {
      expr->text = arena.keep(core::quote_identifier(name, catalog_.server_version()));
    }
    return expr;
  }
  return nullptr;
}

Expr* Analyzer::column_ref(State& state, const Node& node) {
  if (state.kind == ExprKind::partition_bound) {
    fail("0A000", "cannot use column reference in partition bound expression");
  }
  if (state.kind == ExprKind::column_default) {
    fail("0A000", "cannot use column reference in DEFAULT expression");
  }
  const Node fields = node["fields"];
  std::vector<std::string_view> path;
  for (const Node field : fields) {
    if (field.is_a("A_Star")) {
      path.emplace_back("*");
    } else {
      path.push_back(field.as_text());
    }
  }
  const bool has_star = fields.at(fields.size() - 1).is_a("A_Star");
  if (path.size() == 1 && !has_star) {
    const std::string_view name = path[0];
    if (!names_.value_type.empty() && name == "value") {
      Expr* const expr = arena.make(Kind::domain_value);
      const TypeRef type = types_.parse(names_.value_type);
      expr->type = type.id;
      expr->typmod = type.typmod;
      expr->collation = collation_of_type(type.id);
      return expr;
    }
    if (Expr* const column = bare_column(state, name); column != nullptr) return column;
    State* owner = nullptr;
    if (const Visible* const table = visible_table(state, {}, name, owner); table != nullptr) {
      return make_var(state, owner->query, table->rte, 0);
    }
    if (Expr* const found = parameter(name); found != nullptr) return found;
    fail("42703", "column \"" + std::string(name) + "\" does not exist");
  }
  return qualified_column(state, node, path, has_star);
}

Expr* Analyzer::qualified_column(State& state, const Node& node,
                                 const std::vector<std::string_view>& path, bool has_star) {
  if (path.size() == 1) unknown("a star where an expression is expected");
  if (path.size() > 4) {
    fail("42601", "improper qualified name (too many dotted names)");
  }
  if (path.size() == 4) unknown("a column of another database");
  const std::string_view schema = path.size() == 3 ? path[0] : std::string_view();
  const std::string_view table_name = path[path.size() - 2];
  const std::string_view name = path.back();
  State* owner = nullptr;
  const Visible* const table = visible_table(state, schema, table_name, owner);
  if (table == nullptr) {
    if (path.size() == 2) {
      // The function's own name before a parameter, or a parameter's field.
      if (!names_.function_name.empty() && table_name == names_.function_name) {
        if (Expr* const found = parameter(name); found != nullptr) return found;
      }
      if (Expr* const found = parameter(table_name); found != nullptr) {
        if (is_complex(scope_, found->type)) {
          return select_field(state, found, name, node.location());
        }
      }
    }
    if (path.size() == 3 && !names_.function_name.empty() && schema == names_.function_name) {
      if (Expr* const found = parameter(table_name);
          found != nullptr && is_complex(scope_, found->type)) {
        return select_field(state, found, name, node.location());
      }
    }
    fail("42P01", "missing FROM-clause entry for table \"" + std::string(table_name) + "\"");
  }
  if (has_star) return make_var(state, owner->query, table->rte, 0);
  if (Expr* const column = column_of(state, *owner, *table, name); column != nullptr) {
    return column;
  }
  // t.f may be f(t).
  for (const auto& schema_name : scope_.path) {
    for (const FunctionInfo& candidate : functions_in(scope_, schema_name, name)) {
      if (candidate.arguments.size() == 1 && is_complex(scope_, candidate.arguments[0])) {
        unknown("a column that is a function of its row is not followed");
      }
    }
  }
  std::string written(schema);
  if (!written.empty()) written += ".";
  fail("42703", "column " + std::string(table_name) + "." + std::string(name) + " does not exist");
}

void Analyzer::add_visible(State& state, int index, bool is_table, bool is_columns) {
  const Rte& rte = state.query->rtable[static_cast<std::size_t>(index)];
  Visible item;
  item.name = rte.name;
  item.rte = index;
  item.is_table = is_table;
  item.is_columns = is_columns;
  item.columns.reserve(rte.columns.size());
  int number = 0;
  for (const Column& column : rte.columns) {
    item.columns.push_back({column.name, index, ++number, column.merged});
  }
  state.names.push_back(std::move(item));
}

/// A table on its own, as checks, indexes, policies and the like see it.
int Analyzer::add_relation(State& state, Id relation, std::string_view name, bool is_implicit) {
  Rte rte;
  fill_relation(rte, relation);
  if (!name.empty()) rte.name = std::string(name);
  rte.is_implicit_row = is_implicit;
  state.query->rtable.push_back(std::move(rte));
  const int index = static_cast<int>(state.query->rtable.size()) - 1;
  add_visible(state, index, true, true);
  return index;
}

}  // namespace plumbline::sql::analysis
