/// Constraints and indexes.

#include <algorithm>

#include "adapters/alembic/render/table.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

const Value* given(const Object& object, std::size_t place, std::string_view key) {
  const Value* value = object.argument(place, key);
  return value == nullptr || known(*value).is(Kind::none) ? nullptr : value;
}

std::string nulls_distinct(const Object& options) {
  const Value* value = given(options, SIZE_MAX, "postgresql_nulls_not_distinct");
  if (value == nullptr) return "";
  return flag_value(*value) ? "NULLS NOT DISTINCT " : "NULLS DISTINCT ";
}

std::vector<std::string> column_names(const Object& object) {
  std::vector<std::string> names;
  for (const Value& argument : object.arguments) {
    if (argument.is(Kind::object) && argument.object->name == "Column")
      names.push_back(name_text(argument_at(*argument.object, 0)));
    else if (argument.is(Kind::object) && argument.object->name == "column")
      names.push_back(name_text(argument_at(*argument.object, 0)));
    else
      names.push_back(name_text(argument));
  }
  return names;
}

/// "schema.table.column" as "schema.table" and "column", each quoted.
std::pair<std::string, std::string> target_of(const Value& value) {
  const std::string target = text_value(value);
  const std::size_t dot = target.rfind('.');
  if (dot == std::string::npos) throw Unrenderable{"a foreign key without a column"};
  const std::string table = target.substr(0, dot);
  const std::size_t schema = table.rfind('.');
  const std::string name = schema == std::string::npos
                               ? quote(table)
                               : qualified(table.substr(0, schema), table.substr(schema + 1));
  return {name, quote(target.substr(dot + 1))};
}

Constraint foreign_key(const Object& object) {
  Constraint constraint;
  constraint.form = Constraint::Form::foreign_key;
  const Value* local = object.argument(0, "columns");
  const Value* remote = object.argument(1, "refcolumns");
  if (local == nullptr || remote == nullptr) throw Unrenderable{"a foreign key without columns"};
  constraint.columns = text_values(*local);
  if (!known(*remote).is_sequence()) throw Unrenderable{"a foreign key that is not followed"};
  std::string table;
  std::string columns;
  for (const Value& each : *remote->items) {
    const auto [name, column] = target_of(each);
    table = name;
    columns += (columns.empty() ? "" : ", ") + column;
  }
  constraint.text = constraint_prefix(given(object, 2, "name")) + "FOREIGN KEY(" +
                    join_quoted(constraint.columns) + ") REFERENCES " + table + " (" + columns +
                    ")" + reference_actions(object);
  return constraint;
}

Constraint check(const Object& object) {
  Constraint constraint;
  const Value* condition = object.argument(0, "sqltext");
  if (condition == nullptr) throw Unrenderable{"a check without a condition"};
  const std::string text =
      condition->is(Kind::text) ? bind_text(condition->text, nullptr) : expression(*condition);
  constraint.text =
      constraint_prefix(given(object, 1, "name")) + "CHECK (" + text + ")" + deferral(object);
  if (const Value* not_valid = given(object, SIZE_MAX, "postgresql_not_valid");
      not_valid != nullptr && flag_value(*not_valid))
    constraint.text += " NOT VALID";
  return constraint;
}

Constraint exclude(const Object& object) {
  Constraint constraint;
  constraint.form = Constraint::Form::exclude;
  const Value* method = given(object, SIZE_MAX, "using");
  std::string elements;
  for (const Value& element : object.arguments) {
    if (!known(element).is_sequence() || element.items->size() != 2)
      throw Unrenderable{"an element of an exclusion that is not followed"};
    const Value& excluded = (*element.items)[0];
    if (!elements.empty()) elements += ", ";
    elements += excluded.is(Kind::text) ? excluded.text : expression(excluded);
    elements += " WITH " + text_value((*element.items)[1]);
  }
  constraint.text = constraint_prefix(given(object, SIZE_MAX, "name")) + "EXCLUDE USING " +
                    (method == nullptr ? "gist" : text_value(*method)) + " (" + elements + ")";
  if (const Value* where = given(object, SIZE_MAX, "where"))
    constraint.text +=
        " WHERE (" +
        (where->is(Kind::text) ? bind_text(where->text, nullptr) : expression(*where)) + ")";
  constraint.text += deferral(object);
  return constraint;
}

std::string storage_options(const Value& value) {
  if (!known(value).is(Kind::dictionary))
    throw Unrenderable{"storage options that are not followed"};
  std::string text;
  for (std::size_t i = 0; i + 1 < value.items->size(); i += 2) {
    const Value& option = (*value.items)[i + 1];
    if (!text.empty()) text += ", ";
    text += text_value((*value.items)[i]);
    if (!option.is(Kind::none))
      text += " = " + (option.is(Kind::text) ? option.text : literal(option));
  }
  return text;
}

/// The class of an operator that `postgresql_ops` gives for an expression's name.
std::string operator_class(const Value& expression_of, const Object& options) {
  const Value* classes = given(options, SIZE_MAX, "postgresql_ops");
  if (classes == nullptr) return "";
  std::string name;
  if (expression_of.is(Kind::text))
    name = expression_of.text;
  else if (expression_of.is(Kind::object) &&
           (expression_of.object->name == "column" || expression_of.object->name == "Column"))
    name = name_text(argument_at(*expression_of.object, 0));
  else if (expression_of.is(Kind::object) && expression_of.object->is("sqlalchemy", "text"))
    name = text_value(argument_at(*expression_of.object, 0));
  else if (expression_of.is(Kind::object) && expression_of.object->is("method", "label"))
    name = name_text(argument_at(*expression_of.object, 1));
  if (name.empty()) return "";
  if (!known(*classes).is(Kind::dictionary))
    throw Unrenderable{"operator classes that are not followed"};
  for (std::size_t i = 0; i + 1 < classes->items->size(); i += 2)
    if (equal((*classes->items)[i], make_text(name)) == Truth::yes)
      return " " + text_value((*classes->items)[i + 1]);
  return "";
}

/// Where an operator stands bare, PostgreSQL wants brackets that SQLAlchemy does not write.
std::string index_expression(const Value& value) {
  if (known(value).is(Kind::text)) return quote(value.text);
  const Value* element = &value;
  if (element->is(Kind::object) && element->object->is("method", "label"))
    element = &element->object->arguments[0];
  return expression(*element);
}

}  // namespace

std::string join_quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quote(name);
  return text;
}

std::string constraint_prefix(const Value* name) {
  if (name == nullptr || known(*name).is(Kind::none)) return "";
  return "CONSTRAINT " + quote_long(*name) + " ";
}

std::string deferral(const Object& options) {
  std::string text;
  if (const Value* deferrable = given(options, SIZE_MAX, "deferrable"))
    text += flag_value(*deferrable) ? " DEFERRABLE" : " NOT DEFERRABLE";
  if (const Value* initially = given(options, SIZE_MAX, "initially"))
    text += " INITIALLY " + text_value(*initially);
  return text;
}

std::string reference_actions(const Object& options) {
  std::string text;
  if (const Value* match = given(options, SIZE_MAX, "match"))
    text += " MATCH " + text_value(*match);
  if (const Value* action = given(options, SIZE_MAX, "ondelete"))
    text += " ON DELETE " + text_value(*action);
  if (const Value* action = given(options, SIZE_MAX, "onupdate"))
    text += " ON UPDATE " + text_value(*action);
  text += deferral(options);
  if (const Value* not_valid = given(options, SIZE_MAX, "postgresql_not_valid");
      not_valid != nullptr && flag_value(*not_valid))
    text += " NOT VALID";
  return text;
}

std::string include_text(const Object& options) {
  const Value* include = given(options, SIZE_MAX, "postgresql_include");
  if (include == nullptr) return "";
  const std::vector<std::string> names = text_values(*include);
  return names.empty() ? "" : " INCLUDE (" + join_quoted(names) + ")";
}

std::optional<Constraint> constraint_of(const Object& object) {
  Constraint constraint;
  if (object.name == "PrimaryKeyConstraint" || object.name == "UniqueConstraint") {
    const bool is_primary = object.name == "PrimaryKeyConstraint";
    constraint.form = is_primary ? Constraint::Form::primary_key : Constraint::Form::unique;
    constraint.columns = column_names(object);
    constraint.text = constraint_prefix(given(object, SIZE_MAX, "name")) +
                      (is_primary ? "PRIMARY KEY " : "UNIQUE " + nulls_distinct(object)) + "(" +
                      join_quoted(constraint.columns) + ")" + include_text(object) +
                      deferral(object);
    if (constraint.columns.empty()) constraint.text.clear();
  } else if (object.name == "ForeignKeyConstraint") {
    constraint = foreign_key(object);
  } else if (object.name == "CheckConstraint") {
    constraint = check(object);
  } else if (object.name == "ExcludeConstraint") {
    constraint = exclude(object);
  } else {
    return std::nullopt;
  }
  constraint.number = object.number;
  return constraint;
}

std::string automatic_index_name(std::string_view schema, std::string_view table,
                                 std::string_view column) {
  std::string name = "ix_";
  if (!schema.empty()) name.append(schema).append("_");
  Value value = make_text(name.append(table).append("_").append(column));
  value.number = 1;
  return quote_long(value);
}

std::string create_index(std::string_view schema, std::string_view table, const std::string& name,
                         const std::vector<Value>& expressions, const Object& options,
                         bool if_not_exists) {
  const auto is_set = [&options](std::string_view key) {
    const Value* value = given(options, SIZE_MAX, key);
    return value != nullptr && flag_value(*value);
  };
  std::string text = is_set("unique") ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (is_set("postgresql_concurrently")) text += "CONCURRENTLY ";
  if (if_not_exists) text += "IF NOT EXISTS ";
  text += name + " ON " + qualified(schema, table) + " ";
  if (const Value* method = given(options, SIZE_MAX, "postgresql_using")) {
    std::string lower = text_value(*method);
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (!lower.empty()) text += "USING " + lower + " ";
  }
  std::string items;
  for (const Value& each : expressions)
    items += (items.empty() ? "" : ", ") + index_expression(each) + operator_class(each, options);
  text += "(" + items + ")" + include_text(options);
  std::string distinct = nulls_distinct(options);
  if (!distinct.empty()) text += " " + distinct.substr(0, distinct.size() - 1);
  if (const Value* with = given(options, SIZE_MAX, "postgresql_with"))
    text += " WITH (" + storage_options(*with) + ")";
  if (const Value* space = given(options, SIZE_MAX, "postgresql_tablespace"))
    text += " TABLESPACE " + quote_value(*space);
  if (const Value* where = given(options, SIZE_MAX, "postgresql_where"))
    text +=
        " WHERE " + (where->is(Kind::text) ? bind_text(where->text, nullptr) : expression(*where));
  return text;
}

}  // namespace plumbline::adapters::alembic::render
