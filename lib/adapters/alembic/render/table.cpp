/// Columns and tables.

#include <algorithm>

#include "adapters/alembic/render/table.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

const Value* given(const Object& object, std::string_view key) {
  const Value* value = object.keyword(key);
  return value == nullptr || known(*value).is(Kind::none) ? nullptr : value;
}

std::string identity_options(const Object& object) {
  struct Option {
    std::string_view key;
    std::string_view text;
  };
  static constexpr Option options[] = {{"increment", "INCREMENT BY "},
                                       {"start", "START WITH "},
                                       {"minvalue", "MINVALUE "},
                                       {"maxvalue", "MAXVALUE "}};
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  for (const Option& option : options)
    if (const Value* value = given(object, option.key))
      add(std::string(option.text) + literal(*value));
  if (given(object, "nominvalue") != nullptr) add("NO MINVALUE");
  if (given(object, "nomaxvalue") != nullptr) add("NO MAXVALUE");
  if (const Value* cache = given(object, "cache")) add("CACHE " + literal(*cache));
  if (const Value* cycle = given(object, "cycle")) add(flag_value(*cycle) ? "CYCLE" : "NO CYCLE");
  return text;
}

std::string identity(const Object& object) {
  const Value* always = object.argument(0, "always");
  const bool is_always = always != nullptr && flag_value(*always);
  std::string text =
      std::string("GENERATED ") + (is_always ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY";
  const std::string options = identity_options(object);
  if (!options.empty()) text += " (" + options + ")";
  return text;
}

std::string computed(const Object& object) {
  const Value* text = object.argument(0, "sqltext");
  const Value* persisted = object.argument(1, "persisted");
  if (text == nullptr) throw Unrenderable{"a computed column without an expression"};
  if (persisted != nullptr && persisted->is(Kind::boolean) && persisted->number == 0)
    throw Unrenderable{"a virtual computed column"};
  return "GENERATED ALWAYS AS (" +
         (text->is(Kind::text) ? bind_text(text->text, nullptr) : expression(*text)) + ") STORED";
}

bool is_type(const Value& value) {
  if (value.is(Kind::imported)) return true;
  if (!value.is(Kind::object)) return value.is_unknown();
  static constexpr std::string_view items[] = {
      "ForeignKey",   "CheckConstraint", "Computed",      "Identity",        "Sequence",
      "FetchedValue", "DefaultClause",   "ColumnDefault", "UniqueConstraint"};
  return std::ranges::find(items, value.object->name) == std::end(items);
}

/// A ForeignKey of a column, as the ForeignKeyConstraint that it becomes.
Constraint column_key(const Object& object, const ColumnParts& column) {
  const Value* target = object.argument(0, "column");
  if (target == nullptr) throw Unrenderable{"a foreign key without a column"};
  Object whole = object;
  whole.name = "ForeignKeyConstraint";
  whole.arguments = {make_items(Kind::list, {make_text(column.name)}),
                     make_items(Kind::list, {*target})};
  Constraint constraint = *constraint_of(whole);
  constraint.number = SIZE_MAX;
  if (const Value* later = given(object, "use_alter"); later != nullptr)
    constraint.is_later = flag_value(*later);
  return constraint;
}

void add_item(ColumnParts& column, const Object& item) {
  if (item.name == "ForeignKey") {
    column.has_foreign_key = true;
    column.constraints.push_back(column_key(item, column));
  } else if (item.name == "CheckConstraint") {
    column.checks += " " + constraint_of(item)->text;
  } else if (item.name == "Identity") {
    column.is_identity = true;
    column.generated = identity(item);
  } else if (item.name == "Computed") {
    column.generated = computed(item);
    column.has_server_default = true;
  } else if (item.name == "Sequence") {
    column.has_default = true;
    column.has_sequence = true;
  } else if (item.name == "FetchedValue") {
    column.has_server_default = true;
  } else if (item.name == "DefaultClause") {
    if (item.arguments.empty()) throw Unrenderable{"a default without a value"};
    column.default_text = default_text(item.arguments[0]);
    column.has_server_default = true;
  } else if (item.name == "ColumnDefault") {
    column.has_default = true;
  } else {
    throw Unrenderable{"an item of a column that is not followed"};
  }
}

void add_server_default(ColumnParts& column, const Object& object) {
  const Value* value = given(object, "server_default");
  if (value == nullptr) return;
  const bool is_item = value->is(Kind::object) &&
                       (value->object->name == "Identity" || value->object->name == "Computed" ||
                        value->object->name == "FetchedValue");
  if (is_item) return add_item(column, *value->object);
  column.default_text = default_text(*value);
  column.has_server_default = true;
}

void add_keywords(ColumnParts& column, const Object& object) {
  const auto flag = [&object](std::string_view key) {
    const Value* value = given(object, key);
    return value != nullptr && flag_value(*value);
  };
  static constexpr std::string_view keys[] = {
      "name",           "type_",  "autoincrement",  "comment",
      "default",        "doc",    "index",          "info",
      "insert_default", "key",    "nullable",       "onupdate",
      "primary_key",    "quote",  "server_default", "server_onupdate",
      "sort_order",     "system", "unique",         "_proxies"};
  for (const auto& [key, value] : object.keywords)
    if (std::ranges::find(keys, key) == std::end(keys))
      throw Unrenderable{"the column's argument " + key + " is not followed"};
  column.is_primary = flag("primary_key");
  column.is_unique = flag("unique");
  column.is_indexed = flag("index");
  if (const Value* nullable = given(object, "nullable")) column.is_nullable = flag_value(*nullable);
  if (const Value* automatic = given(object, "autoincrement");
      automatic != nullptr && automatic->is(Kind::boolean))
    column.is_automatic = automatic->number != 0;
  column.has_default |= given(object, "default") != nullptr;
  if (const Value* given_default = given(object, "default");
      given_default != nullptr && given_default->is(Kind::object) &&
      given_default->object->name == "Sequence")
    column.has_sequence = true;
  if (const Value* comment = given(object, "comment")) {
    column.comment = text_value(*comment);
    column.has_comment = true;
  }
  if (flag("quote")) throw Unrenderable{"a column with quote="};
}

std::string check_of_labels(const ColumnParts& column) {
  std::string labels;
  for (const std::string& label : column.type.labels)
    labels += (labels.empty() ? "" : ", ") + quote_text(label);
  const std::string name =
      column.type.check_name.empty()
          ? ""
          : "CONSTRAINT " + quote_long(make_text(column.type.check_name)) + " ";
  return name + "CHECK (" + column.quoted + " IN (" + labels + "))";
}

std::string table_options(const Object& object) {
  std::string text;
  if (const Value* parents = given(object, "postgresql_inherits")) {
    std::string names;
    for (const std::string& name : text_values(*parents))
      names += (names.empty() ? "" : ", ") + quote(name);
    text += " INHERITS (" + names + ")";
  }
  if (const Value* key = given(object, "postgresql_partition_by"))
    text += " PARTITION BY " + text_value(*key);
  if (const Value* method = given(object, "postgresql_using"))
    text += " USING " + text_value(*method);
  if (const Value* space = given(object, "postgresql_tablespace"))
    text += " TABLESPACE " + quote_value(*space);
  for (const std::string_view key :
       {"postgresql_with", "postgresql_with_oids", "postgresql_on_commit"})
    if (given(object, key) != nullptr)
      throw Unrenderable{"the table's argument " + std::string(key) + " is not followed"};
  return text;
}

void check_keywords(const Object& object) {
  static constexpr std::string_view keys[] = {
      "schema",          "comment",       "prefixes", "info",       "if_not_exists",
      "extend_existing", "keep_existing", "quote",    "table_name", "implicit_returning",
      "autoload_with",   "autoload"};
  static constexpr std::string_view ignored[] = {"mysql_",  "sqlite_",  "mssql_",
                                                 "oracle_", "mariadb_", "postgresql_"};
  for (const auto& pair : object.keywords) {
    const std::string& key = pair.first;
    const bool is_ignored = std::ranges::any_of(
        ignored, [&key](std::string_view prefix) { return key.starts_with(prefix); });
    const bool is_known = is_ignored || std::ranges::find(keys, key) != std::end(keys);
    if (!is_known) throw Unrenderable{"the table's argument " + key + " is not followed"};
  }
}

}  // namespace

ColumnParts column_parts(const Value& value) {
  if (!known(value).is(Kind::object) || value.object->name != "Column")
    throw Unrenderable{"a column that is not followed"};
  const Object& object = *value.object;
  ColumnParts column;
  std::vector<const Value*> items;
  for (const Value& argument : object.arguments) items.push_back(&argument);
  const Value* name = object.keyword("name");
  std::size_t next = 0;
  const auto is_name = [](const Value& item) {
    return item.is(Kind::text) || (item.is(Kind::object) && item.object->name == "quoted_name");
  };
  if (name == nullptr && !items.empty() && (is_name(*items[0]) || items[0]->is_unknown()))
    name = items[next++];
  if (name == nullptr) throw Unrenderable{"a column without a name"};
  column.name = name_text(*name);
  column.quoted = quote_value(*name);
  const Value* type = object.keyword("type_");
  if (type == nullptr && next < items.size() && is_type(*items[next])) type = items[next++];
  add_keywords(column, object);
  for (; next < items.size(); ++next) {
    if (!known(*items[next]).is(Kind::object))
      throw Unrenderable{"an item of a column that is not followed"};
    add_item(column, *items[next]->object);
  }
  add_server_default(column, object);
  if (type == nullptr) throw Unrenderable{"a column without a type"};
  column.type = type_of(*type);
  if (column.type.has_check) {
    Constraint check;
    check.text = check_of_labels(column);
    check.number = SIZE_MAX;
    column.constraints.push_back(std::move(check));
  }
  return column;
}

bool is_serial(const ColumnParts& column) {
  if (column.type.whole == Type::Whole::none || column.is_identity) return false;
  const bool is_asked = column.is_automatic.value_or(false);
  if (column.is_automatic && !is_asked) return false;
  if (column.has_default) return false;
  return is_asked || (!column.has_server_default && !column.has_foreign_key);
}

std::string column_text(const ColumnParts& column, bool serial) {
  std::string text = column.quoted;
  if (serial) {
    text += column.type.whole == Type::Whole::big     ? " BIGSERIAL"
            : column.type.whole == Type::Whole::small ? " SMALLSERIAL"
                                                      : " SERIAL";
  } else {
    text += " " + column.type.text;
    if (!column.default_text.empty()) text += " DEFAULT " + column.default_text;
  }
  if (!column.generated.empty()) text += " " + column.generated;
  const bool is_nullable = column.is_nullable.value_or(!column.is_primary && !column.is_identity);
  if (!is_nullable && !column.is_identity) text += " NOT NULL";
  if (is_nullable && column.is_identity) text += " NULL";
  return text + column.checks;
}

TableParts table_parts(const Object& object) {
  TableParts table;
  table.object = &object;
  const Value* name = object.argument(0, "table_name");
  if (name == nullptr) name = object.keyword("name");
  if (name == nullptr) throw Unrenderable{"a table without a name"};
  table.name = name_text(*name);
  if (const Value* schema = given(object, "schema")) table.schema = name_text(*schema);
  check_keywords(object);
  for (std::size_t i = 1; i < object.arguments.size(); ++i) {
    const Value& item = known(object.arguments[i]);
    if (!item.is(Kind::object)) throw Unrenderable{"an item of a table that is not followed"};
    if (item.object->name == "MetaData") continue;
    if (item.object->name == "Column") {
      table.columns.push_back(column_parts(item));
    } else if (item.object->name == "Index") {
      table.indexes.push_back(item.object.get());
    } else if (auto constraint = constraint_of(*item.object)) {
      if (const Value* later = given(*item.object, "use_alter");
          later == nullptr || !flag_value(*later))
        table.constraints.push_back(std::move(*constraint));
    } else {
      throw Unrenderable{"an item of a table that is not followed"};
    }
  }
  return table;
}

std::string table_name(const TableParts& table) { return qualified(table.schema, table.name); }

namespace {

/// The primary key: the explicit one's columns, else the columns marked so, the numbering one
/// first.
struct PrimaryKey {
  const Constraint* written = nullptr;
  std::vector<ColumnParts*> columns;
  const ColumnParts* numbering = nullptr;
};

PrimaryKey primary_key(TableParts& table) {
  PrimaryKey key;
  for (const Constraint& constraint : table.constraints)
    if (constraint.form == Constraint::Form::primary_key) key.written = &constraint;
  for (Constraint& constraint : table.constraints)
    if (constraint.form == Constraint::Form::foreign_key)
      for (ColumnParts& column : table.columns)
        column.has_foreign_key |=
            std::ranges::find(constraint.columns, column.name) != constraint.columns.end();
  for (ColumnParts& column : table.columns) {
    if (key.written != nullptr &&
        std::ranges::find(key.written->columns, column.name) != key.written->columns.end())
      column.is_primary = true;
    if (column.is_primary) key.columns.push_back(&column);
  }
  for (const ColumnParts* column : key.columns) {
    const bool may_number = key.columns.size() == 1 || column->is_automatic.value_or(false);
    if (may_number && is_serial(*column)) key.numbering = column;
  }
  return key;
}

std::string primary_key_text(const PrimaryKey& key) {
  if (key.written != nullptr) {
    if (!key.written->columns.empty() || key.columns.empty()) return key.written->text;
  }
  if (key.columns.empty()) return "";
  std::vector<std::string> names;
  if (key.numbering != nullptr) names.push_back(key.numbering->name);
  for (const ColumnParts* column : key.columns)
    if (column != key.numbering) names.push_back(column->name);
  return "PRIMARY KEY (" + join_quoted(names) + ")";
}

std::string create_table_text(TableParts& table, bool if_not_exists) {
  const PrimaryKey key = primary_key(table);
  std::string text = "CREATE ";
  if (const Value* prefixes = given(*table.object, "prefixes"))
    for (const std::string& prefix : text_values(*prefixes)) text += prefix + " ";
  text +=
      std::string("TABLE ") + (if_not_exists ? "IF NOT EXISTS " : "") + table_name(table) + " (";
  std::string separator = "\n";
  const auto add = [&](const std::string& line) {
    if (line.empty()) return;
    text += separator + "    " + line;
    separator = ", \n";
  };
  std::vector<Constraint> constraints;
  for (const Constraint& constraint : table.constraints)
    if (constraint.form != Constraint::Form::primary_key) constraints.push_back(constraint);
  for (const ColumnParts& column : table.columns) {
    add(column_text(column, key.numbering == &column));
    if (column.is_unique && !column.is_indexed) {
      Constraint unique;
      unique.text = "UNIQUE (" + column.quoted + ")";
      unique.number = SIZE_MAX;
      constraints.push_back(std::move(unique));
    }
    constraints.insert(constraints.end(), column.constraints.begin(), column.constraints.end());
  }
  std::ranges::stable_sort(constraints, {}, &Constraint::number);
  add(primary_key_text(key));
  for (const Constraint& constraint : constraints) {
    if (!constraint.is_later) add(constraint.text);
  }
  return text + "\n)" + table_options(*table.object);
}

}  // namespace

void create_table(const TableParts& original, bool if_not_exists, bool is_guarded, Span span,
                  Recorder& recorder) {
  TableParts table = original;
  std::vector<std::string> statements;
  for (const ColumnParts& column : table.columns) {
    const std::string& type = column.type.enumeration;
    if (type.empty() || !recorder.is_new_type(type)) continue;
    Type named = column.type;
    named.text = type;
    statements.push_back(create_enumeration(named));
  }
  statements.push_back(create_table_text(table, if_not_exists));
  const Object no_options;
  for (const ColumnParts& column : table.columns) {
    if (!column.is_indexed) continue;
    Object options;
    if (column.is_unique) options.set("unique", make_boolean(true));
    statements.push_back(create_index(table.schema, table.name,
                                      automatic_index_name(table.schema, table.name, column.name),
                                      {make_text(column.name)}, options, false));
  }
  for (const Object* index : table.indexes) {
    if (index->arguments.empty() || index->arguments[0].is(Kind::none))
      throw Unrenderable{"an index without a name"};
    statements.push_back(create_index(
        table.schema, table.name, quote_long(index->arguments[0]),
        std::vector<Value>(index->arguments.begin() + 1, index->arguments.end()), *index, false));
  }
  if (const Value* comment = given(*table.object, "comment"))
    statements.push_back("COMMENT ON TABLE " + table_name(table) + " IS " +
                         quote_text(text_value(*comment)));
  for (const ColumnParts& column : table.columns)
    if (column.has_comment)
      statements.push_back("COMMENT ON COLUMN " + table_name(table) + "." + column.quoted + " IS " +
                           quote_text(column.comment));
  for (const std::string& statement : statements) {
    if (is_guarded)
      recorder.add_guarded(statement, span);
    else
      recorder.add(statement, span);
  }
}

}  // namespace plumbline::adapters::alembic::render
