/// Alembic's operations (1.20.1, operations/ops.py, operations/toimpl.py, ddl/impl.py,
/// ddl/postgresql.py), one function each.

#include <algorithm>
#include <array>

#include "adapters/alembic/render/interpreter.hpp"
#include "adapters/alembic/render/table.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

/// One call, with the batch's table in front where it is one of `batch_op`.
struct Operation {
  Object call;
  bool is_batch = false;
  Recorder& recorder;
  Span span;

  [[nodiscard]] const Value* given(std::size_t place, std::string_view key) const {
    const Value* value = call.argument(place, key);
    return value == nullptr || known(*value).is(Kind::none) ? nullptr : value;
  }
  [[nodiscard]] const Value& required(std::size_t place, std::string_view key) const {
    const Value* value = call.argument(place, key);
    if (value == nullptr) throw Unrenderable{"the argument " + std::string(key) + " is missing"};
    return known(*value);
  }
  [[nodiscard]] std::string name(std::size_t place, std::string_view key) const {
    return name_text(required(place, key));
  }
  [[nodiscard]] std::string schema(std::string_view key = "schema") const {
    const Value* value = given(SIZE_MAX, key);
    return value == nullptr ? "" : name_text(*value);
  }
  [[nodiscard]] bool flag(std::string_view key) const {
    const Value* value = given(SIZE_MAX, key);
    return value != nullptr && flag_value(*value);
  }
  void add(const std::string& sql) const { recorder.add(sql, span); }
};

/// As alembic's format_table_name: the schema may be several names with dots between.
std::string altered_name(std::string_view schema, std::string_view name) {
  std::string text;
  while (!schema.empty()) {
    const std::size_t end = std::min(schema.find('.'), schema.size());
    text += quote(schema.substr(0, end)) + ".";
    schema.remove_prefix(std::min(end + 1, schema.size()));
  }
  return text + quote(name);
}

std::string alter_table(const Operation& op, std::string_view table) {
  return "ALTER TABLE " + altered_name(op.schema(), table);
}

Value create_table(const Operation& op) {
  const TableParts table = table_parts(op.call);
  create_table(table, op.flag("if_not_exists"), false, op.span, op.recorder);
  Value made;
  made.kind = Kind::object;
  made.object = Arena::current().object();
  *made.object = op.call;
  made.object->space = "sqlalchemy";
  made.object->name = "Table";
  return made;
}

void drop_table(const Operation& op) {
  op.add(std::string("DROP TABLE ") + (op.flag("if_exists") ? "IF EXISTS " : "") +
         qualified(op.schema(), op.name(0, "table_name")));
}

void rename_table(const Operation& op) {
  op.add(alter_table(op, op.name(0, "old_table_name")) + " RENAME TO " +
         quote(op.name(1, "new_table_name")));
}

void add_column(const Operation& op) {
  const std::string table = op.name(0, "table_name");
  const ColumnParts column = column_parts(op.required(1, "column"));
  for (const auto& [key, value] : op.call.keywords)
    if (key != "schema" && key != "if_not_exists" && key != "table_name" && key != "column")
      throw Unrenderable{"the argument " + key + " is not followed"};
  const std::string guard = op.flag("if_not_exists") ? "IF NOT EXISTS " : "";
  op.add(alter_table(op, table) + " ADD COLUMN " + guard +
         column_text(column, column.is_primary && is_serial(column)));
  const std::string target = qualified(op.schema(), table);
  if (column.is_unique && !column.is_indexed)
    op.add("ALTER TABLE " + target + " ADD UNIQUE (" + column.quoted + ")");
  for (const Constraint& constraint : column.constraints)
    op.add("ALTER TABLE " + target + " ADD " + constraint.text);
  if (column.is_indexed) {
    Object options;
    if (column.is_unique) options.set("unique", make_boolean(true));
    op.add(create_index(op.schema(), table, automatic_index_name(op.schema(), table, column.name),
                        {make_text(column.name)}, options, false));
  }
  if (column.has_comment)
    op.add("COMMENT ON COLUMN " + target + "." + column.quoted + " IS " +
           quote_text(column.comment));
}

void drop_column(const Operation& op) {
  const std::string guard = op.flag("if_exists") ? "IF EXISTS " : "";
  op.add(alter_table(op, op.name(0, "table_name")) + " DROP COLUMN " + guard +
         quote_value(op.required(1, "column_name")));
}

/// Absent and False leave the default; None drops it.
void alter_default(const Operation& op, const std::string& prefix) {
  const Value* value = op.call.keyword("server_default");
  if (value == nullptr || (known(*value).is(Kind::boolean) && value->number == 0)) return;
  const auto is_item = [](const Value* item, std::string_view name) {
    return item != nullptr && item->is(Kind::object) && item->object->name == name;
  };
  const Value* existing = op.call.keyword("existing_server_default");
  if (is_item(value, "Computed") || is_item(existing, "Computed"))
    throw Unrenderable{"a computed default of a column that exists"};
  if (is_item(existing, "Identity")) {
    if (!value->is(Kind::none)) throw Unrenderable{"a changed identity"};
    return op.add(prefix + "DROP IDENTITY");
  }
  if (is_item(value, "Identity")) {
    ColumnParts column;
    Value holder;
    holder.kind = Kind::object;
    holder.object = Arena::current().object();
    holder.object->name = "Column";
    holder.object->arguments = {make_text("x"), make_imported("sqlalchemy.Integer"), *value};
    return op.add(prefix + "ADD " + column_parts(holder).generated);
  }
  if (value->is(Kind::none)) return op.add(prefix + "DROP DEFAULT");
  op.add(prefix + "SET DEFAULT " + default_text(*value));
}

void alter_column(const Operation& op) {
  static constexpr std::array keys = std::to_array<std::string_view>(
      {"table_name", "column_name", "nullable", "comment", "server_default", "new_column_name",
       "type_", "existing_type", "existing_server_default", "existing_nullable", "existing_comment",
       "schema", "postgresql_using", "autoincrement", "existing_autoincrement", "insert_before",
       "insert_after"});
  for (const auto& [key, value] : op.call.keywords)
    if (std::ranges::find(keys, key) == keys.end() && !key.starts_with("mysql_"))
      throw Unrenderable{"the argument " + key + " is not followed"};
  const std::string table = op.name(0, "table_name");
  const Value& column_value = op.required(1, "column_name");
  const std::string column = quote_value(column_value);
  const std::string prefix = alter_table(op, table) + " ALTER COLUMN " + column + " ";
  if (const Value* type = op.given(SIZE_MAX, "type_")) {
    const Type wanted = type_of(*type);
    const Value* existing = op.given(SIZE_MAX, "existing_type");
    const bool has_check =
        wanted.has_check || (existing != nullptr && type_of(*existing).has_check);
    if (has_check) throw Unrenderable{"a type with a check"};
    std::string sql = prefix + "TYPE " + wanted.text;
    if (const Value* from = op.given(SIZE_MAX, "postgresql_using"))
      sql += " USING " + text_value(*from);
    op.add(sql);
  }
  if (const Value* nullable = op.given(SIZE_MAX, "nullable"))
    op.add(prefix + (flag_value(*nullable) ? "DROP NOT NULL" : "SET NOT NULL"));
  alter_default(op, prefix);
  const Value* comment = op.call.keyword("comment");
  const bool has_comment = comment != nullptr && !(known(*comment).is(Kind::boolean));
  if (has_comment)
    op.add("COMMENT ON COLUMN " + altered_name(op.schema(), table) + "." + column + " IS " +
           (comment->is(Kind::none) ? "NULL" : quote_text(text_value(*comment))));
  if (const Value* name = op.given(SIZE_MAX, "new_column_name"))
    op.add(alter_table(op, table) + " RENAME " + column + " TO " + quote_value(*name));
}

void create_index(const Operation& op) {
  const Value* name = op.given(0, "index_name");
  const std::string table = op.name(1, "table_name");
  const Value& columns = op.required(2, "columns");
  std::vector<Value> items;
  if (columns.is(Kind::text)) {
    for (const char c : columns.text) items.push_back(make_text(std::string(1, c)));
  } else if (columns.is_sequence()) {
    items = *columns.items;
  } else {
    throw Unrenderable{"columns that are not followed"};
  }
  std::string name_of;
  if (name != nullptr)
    name_of = quote_long(*name);
  else if (!items.empty() && items[0].is(Kind::text))
    name_of = automatic_index_name(op.schema(), table, items[0].text);
  else
    throw Unrenderable{"an index without a name"};
  Object options = op.call;
  if (const Value* unique = op.given(4, "unique")) options.set("unique", *unique);
  op.add(create_index(op.schema(), table, name_of, items, options, op.flag("if_not_exists")));
}

void drop_index(const Operation& op) {
  const std::string name = quote_long(op.required(0, "index_name"));
  const std::string schema = op.schema();
  op.add(std::string("DROP INDEX ") + (op.flag("postgresql_concurrently") ? "CONCURRENTLY " : "") +
         (op.flag("if_exists") ? "IF EXISTS " : "") + (schema.empty() ? "" : quote(schema) + ".") +
         name);
}

void add_constraint(const Operation& op, std::string_view kind) {
  const Value* name = op.given(0, "constraint_name");
  const std::string table = op.name(1, "table_name");
  Object object = op.call;
  object.set("name", name == nullptr ? Value{} : *name);
  object.name = kind;
  std::vector<Value> rest;
  if (kind == "ExcludeConstraint") {
    if (object.arguments.size() < 2) throw Unrenderable{"an argument is missing"};
    object.arguments.erase(object.arguments.begin(), object.arguments.begin() + 2);
  } else if (kind == "CheckConstraint") {
    object.arguments = {op.required(2, "condition")};
  } else {
    for (const std::string& column : text_values(op.required(2, "columns")))
      rest.push_back(make_text(column));
    object.arguments = std::move(rest);
  }
  const Constraint constraint = *constraint_of(object);
  op.add("ALTER TABLE " + qualified(op.schema(), table) + " ADD " + constraint.text);
}

void create_foreign_key(const Operation& op) {
  const Value* name = op.given(0, "constraint_name");
  const std::string source = op.name(1, "source_table");
  const std::string referent = op.name(2, "referent_table");
  const std::string sql =
      "ALTER TABLE " + qualified(op.schema(op.is_batch ? "schema" : "source_schema"), source) +
      " ADD " + constraint_prefix(name) + "FOREIGN KEY(" +
      join_quoted(text_values(op.required(3, "local_cols"))) + ") REFERENCES " +
      qualified(op.schema("referent_schema"), referent) + " (" +
      join_quoted(text_values(op.required(4, "remote_cols"))) + ")" + reference_actions(op.call);
  op.add(sql);
}

void drop_constraint(const Operation& op) {
  const Value* name = op.given(0, "constraint_name");
  if (name == nullptr) throw Unrenderable{"the constraint has no name"};
  op.add("ALTER TABLE " + qualified(op.schema(), op.name(1, "table_name")) + " DROP CONSTRAINT " +
         (op.flag("if_exists") ? "IF EXISTS " : "") + quote_long(*name));
}

void create_table_comment(const Operation& op) {
  const Value* comment = op.given(1, "comment");
  op.add("COMMENT ON TABLE " + qualified(op.schema(), op.name(0, "table_name")) + " IS " +
         (comment == nullptr ? "NULL" : quote_text(text_value(*comment))));
}

void drop_table_comment(const Operation& op) {
  op.add("COMMENT ON TABLE " + qualified(op.schema(), op.name(0, "table_name")) + " IS NULL");
}

using Run = void (*)(const Operation&);

struct Entry {
  std::string_view name;
  Run run;
  std::size_t table = 0;  ///< where a batch puts its table's name
};

constexpr std::array entries = std::to_array<Entry>({
    {"add_column", add_column},
    {"alter_column", alter_column},
    {"create_check_constraint", [](const Operation& op) { add_constraint(op, "CheckConstraint"); },
     1},
    {"create_exclude_constraint",
     [](const Operation& op) { add_constraint(op, "ExcludeConstraint"); }, 1},
    {"create_foreign_key", create_foreign_key, 1},
    {"create_index", create_index, 1},
    {"create_primary_key", [](const Operation& op) { add_constraint(op, "PrimaryKeyConstraint"); },
     1},
    {"create_table_comment", create_table_comment},
    {"create_unique_constraint",
     [](const Operation& op) { add_constraint(op, "UniqueConstraint"); }, 1},
    {"drop_column", drop_column},
    {"drop_constraint", drop_constraint, 1},
    {"drop_index", drop_index, 1},
    {"drop_table", drop_table},
    {"drop_table_comment", drop_table_comment},
    {"rename_table", rename_table},
});

/// Arguments of `batch_op` as those of `op`: the batch's table and schema join them.
Object with_table(const Object& call, const Object& batch, std::size_t place) {
  const Value* recreate = batch.keyword("recreate");
  if (recreate != nullptr && known(*recreate).is(Kind::text) && recreate->text == "always")
    throw Unrenderable{"a batch that copies its table"};
  const Value* table = batch.argument(0, "table_name");
  if (table == nullptr) throw Unrenderable{"a batch without a table"};
  Object whole = call;
  if (whole.arguments.size() < place) {
    const Value* name = call.keyword("constraint_name");
    if (name == nullptr) name = call.keyword("index_name");
    whole.arguments.push_back(name == nullptr ? Value{} : *name);
  }
  whole.arguments.insert(whole.arguments.begin() + static_cast<std::ptrdiff_t>(place), *table);
  const Value* schema = batch.argument(1, "schema");
  if (schema != nullptr) whole.set("schema", *schema);
  return whole;
}

}  // namespace

bool is_operation(std::string_view name) noexcept {
  return name == "create_table" || name == "bulk_insert" ||
         std::ranges::find(entries, name, &Entry::name) != entries.end();
}

Value run_operation(std::string_view name, const Object* batch, const Object& call,
                    Recorder& recorder) {
  const Span span{call.begin, call.end};
  if (call.keyword("**") != nullptr) throw Unrenderable{"unpacked arguments"};
  if (name == "bulk_insert") {
    bulk_insert(call, span, recorder);
    return {};
  }
  if (name == "create_table") return create_table(Operation{call, false, recorder, span});
  const auto entry = std::ranges::find(entries, name, &Entry::name);
  if (entry == entries.end())
    throw Unrenderable{"batch_op." + std::string(name) + "() is not followed"};
  if (batch == nullptr) {
    entry->run(Operation{call, false, recorder, span});
  } else {
    entry->run(Operation{with_table(call, *batch, entry->table), true, recorder, span});
  }
  return {};
}

void create_or_drop(const Object& object, const Object& call, bool is_create, Recorder& recorder) {
  const Span span{call.begin, call.end};
  const Value* asked = call.argument(1, "checkfirst");
  const auto add = [&](const std::string& sql, bool is_guarded_by_default) {
    const bool is_guarded = asked == nullptr ? is_guarded_by_default : flag_value(known(*asked));
    if (is_guarded)
      recorder.add_guarded(sql, span);
    else
      recorder.add(sql, span);
  };
  if (object.name == "Enum" || object.name == "ENUM") {
    Value value;
    value.kind = Kind::object;
    value.object = Arena::current().object();
    *value.object = object;
    value.object->keywords.erase(
        std::remove_if(value.object->keywords.begin(), value.object->keywords.end(),
                       [](const auto& pair) { return pair.first == "create_type"; }),
        value.object->keywords.end());
    const Type type = type_of(value);
    if (type.enumeration.empty()) return;
    add(is_create ? create_enumeration(type) : "DROP TYPE " + type.text, object.name == "ENUM");
    return;
  }
  if (object.name == "Table" && object.space == "sqlalchemy") {
    const TableParts table = table_parts(object);
    const bool is_guarded = asked != nullptr && flag_value(known(*asked));
    if (is_create)
      create_table(table, false, is_guarded, span, recorder);
    else
      add("DROP TABLE " + table_name(table), false);
    return;
  }
  throw Unrenderable{object.name + "." + (is_create ? "create" : "drop") + "() is not followed"};
}

}  // namespace plumbline::adapters::alembic::render
