/// What is handed to `execute`, and rows of `bulk_insert`.

#include <algorithm>

#include "adapters/alembic/render/interpreter.hpp"
#include "adapters/alembic/render/table.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

bool is_named(const Value& value, std::string_view name) {
  return value.is(Kind::object) && value.object->name == name &&
         (value.object->space == "sqlalchemy" || value.object->space == "postgresql");
}

/// `text("…").bindparams(a=1)`: the text's object, and the values in `named`.
const Object* bound_text(const Value& value, Value& named) {
  const Value* at = &value;
  for (int i = 0; i < 8 && at->is(Kind::object); ++i) {
    const Object& object = *at->object;
    if (is_named(*at, "text") || is_named(*at, "DDL")) return at->object.get();
    const bool is_bound = object.space == "method" && !object.arguments.empty() &&
                          (object.name == "bindparams" || object.name == "params" ||
                           object.name == "execution_options" || object.name == "columns");
    if (!is_bound) return nullptr;
    if (object.name == "bindparams" || object.name == "params") {
      for (std::size_t k = 1; k < object.arguments.size(); ++k) {
        const Value& parameter = object.arguments[k];
        if (!is_named(parameter, "bindparam"))
          throw Unrenderable{"parameters that are not followed"};
        const Value* content = parameter.object->argument(1, "value");
        if (content == nullptr) continue;
        named.items->push_back(argument_at(*parameter.object, 0));
        named.items->push_back(*content);
      }
      for (const auto& [key, content] : object.keywords) {
        named.items->push_back(make_text(key));
        named.items->push_back(content);
      }
    }
    at = &object.arguments[0];
  }
  return nullptr;
}

std::string sequence_text(const Object& call, bool is_create) {
  if (call.arguments.empty() || !is_named(call.arguments[0], "Sequence"))
    throw Unrenderable{"a sequence that is not followed"};
  const Object& sequence = *call.arguments[0].object;
  if (sequence.arguments.size() != 1) throw Unrenderable{"a sequence that is not followed"};
  std::string text = is_create ? "CREATE SEQUENCE " : "DROP SEQUENCE ";
  const Value* guard = call.keyword(is_create ? "if_not_exists" : "if_exists");
  if (guard != nullptr && flag_value(*guard)) text += is_create ? "IF NOT EXISTS " : "IF EXISTS ";
  std::string schema;
  for (const auto& [key, value] : sequence.keywords) {
    if (key == "schema")
      schema = name_text(value);
    else if (key != "metadata" && is_create && key != "start" && key != "increment")
      throw Unrenderable{"the sequence's argument " + key + " is not followed"};
  }
  text += qualified(schema, name_text(sequence.arguments[0]));
  if (!is_create) return text;
  if (const Value* by = sequence.keyword("increment")) text += " INCREMENT BY " + literal(*by);
  if (const Value* start = sequence.keyword("start")) text += " START WITH " + literal(*start);
  return text;
}

std::string schema_text(const Object& call, bool is_create) {
  if (call.arguments.empty()) throw Unrenderable{"a schema that is not followed"};
  std::string text = is_create ? "CREATE SCHEMA " : "DROP SCHEMA ";
  const Value* guard = call.keyword(is_create ? "if_not_exists" : "if_exists");
  if (guard != nullptr && flag_value(*guard)) text += is_create ? "IF NOT EXISTS " : "IF EXISTS ";
  text += quote(name_text(call.arguments[0]));
  const Value* cascade = call.keyword("cascade");
  return cascade != nullptr && flag_value(*cascade) ? text + " CASCADE" : text;
}

std::string table_of(const Value& value) {
  if (!is_named(value, "table") && !is_named(value, "Table"))
    throw Unrenderable{"a table that is not followed"};
  const Object& object = *value.object;
  if (object.arguments.empty()) throw Unrenderable{"a table that is not followed"};
  const Value* schema = object.keyword("schema");
  const bool has_schema = schema != nullptr && !known(*schema).is(Kind::none);
  return qualified(has_schema ? name_text(*schema) : "", name_text(object.arguments[0]));
}

/// `table.update().where(…).values(…)`, `sa.update(table)…`, insert and delete likewise;
/// `sa.select(table.c.id).where(…)` of one table.
struct RowStatement {
  std::string verb;
  Value table;
  std::vector<Value> columns;  ///< of a select
  std::vector<Value> conditions;
  Keywords values;
};

bool add_values(RowStatement& statement, const Object& call) {
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const Value& argument = call.arguments[i];
    if (!argument.is(Kind::dictionary)) return false;
    for (std::size_t k = 0; k + 1 < argument.items->size(); k += 2) {
      const Value& key = (*argument.items)[k];
      std::string name;
      if (key.is(Kind::text) || key.is(Kind::method))
        name = key.text;
      else
        return false;
      statement.values.emplace_back(name, (*argument.items)[k + 1]);
    }
  }
  for (const auto& pair : call.keywords) statement.values.push_back(pair);
  return true;
}

/// `table.c.name`, `table.columns.name`: the table.
const Value* table_of_column(const Value& column) {
  if (!column.is(Kind::method) || !(*column.items)[0].is(Kind::method)) return nullptr;
  const Value& columns = (*column.items)[0];
  return columns.text == "c" || columns.text == "columns" ? &(*columns.items)[0] : nullptr;
}

/// Columns of one table, each once: others get labels.
bool take_columns(RowStatement& statement, const Object& select) {
  for (const Value& column : select.arguments) {
    const Value* const table = table_of_column(column);
    const bool is_again =
        std::ranges::find(statement.columns, column.text, &Value::text) != statement.columns.end();
    if (table == nullptr || is_again) return false;
    statement.table = *table;
    statement.columns.push_back(column);
  }
  statement.verb = "select";
  return select.keywords.empty();
}

bool take_apart(const Value& value, RowStatement& statement, int depth = 0) {
  if (!value.is(Kind::object) || depth > 20) return false;
  const Object& object = *value.object;
  const auto is_verb = [](std::string_view name) {
    return name == "update" || name == "insert" || name == "delete";
  };
  if (object.arguments.empty()) return false;
  if (object.is("sqlalchemy", "select")) return take_columns(statement, object);
  if (is_verb(object.name) && (object.space == "method" || object.space == "sqlalchemy")) {
    if (object.arguments.size() > 1) return false;
    if (!object.keywords.empty()) return false;
    statement.verb = object.name;
    statement.table = object.arguments[0];
    return true;
  }
  if (object.space != "method" || !take_apart(object.arguments[0], statement, depth + 1))
    return false;
  if (object.name == "where") {
    statement.conditions.insert(statement.conditions.end(), object.arguments.begin() + 1,
                                object.arguments.end());
    return object.keywords.empty();
  }
  if (object.name == "values") return add_values(statement, object);
  return object.name == "execution_options" || object.name == "inline";
}

std::string where_text(const RowStatement& statement, const std::string& table) {
  const std::string_view opening = statement.verb == "select" ? " \nWHERE " : " WHERE ";
  std::string text;
  for (const Value& condition : statement.conditions) {
    if (statement.conditions.size() > 1 && condition.is(Kind::object) &&
        (condition.object->name == "or_" || condition.object->name == "|"))
      throw Unrenderable{"conditions that are not followed"};
    text += text.empty() ? opening : " AND ";
    text += expression_of_row(condition, table);
  }
  return text;
}

/// A text between quotes is what a column of an unknown type gets; others may be written otherwise.
std::string row_value(const Value& value, const std::string& table) {
  const bool is_chance = value.is(Kind::object) && value.object->is("chance", "uuid");
  if (is_chance) return literal(value);
  if (value.is(Kind::object) || value.is(Kind::method)) return expression_of_row(value, table);
  return literal(value);
}

std::string insert_text(const std::string& table, const Keywords& values) {
  if (values.empty()) return "INSERT INTO " + table + " DEFAULT VALUES";
  std::string names;
  std::string items;
  for (const auto& [name, value] : values) {
    names += (names.empty() ? "" : ", ") + quote(name);
    items += (items.empty() ? "" : ", ") + row_value(value, table);
  }
  return "INSERT INTO " + table + " (" + names + ") VALUES (" + items + ")";
}

std::string row_text(const Value& value, const Value* parameters) {
  RowStatement statement;
  if (!take_apart(value, statement))
    throw Unrenderable{"a statement of SQLAlchemy's that is not followed"};
  const std::string table = table_of(statement.table);
  if (parameters != nullptr) {
    if (!parameters->is(Kind::dictionary) || statement.verb != "insert" ||
        !statement.values.empty())
      throw Unrenderable{parameters->is_unknown() ? parameters->text
                                                  : "parameters that are not followed"};
    for (std::size_t i = 0; i + 1 < parameters->items->size(); i += 2)
      statement.values.emplace_back(text_value((*parameters->items)[i]),
                                    (*parameters->items)[i + 1]);
  }
  if (statement.verb == "select") {
    std::string columns;
    for (const Value& column : statement.columns)
      columns += (columns.empty() ? "" : ", ") + expression_of_row(column, table);
    return "SELECT " + columns + " \nFROM " + table + where_text(statement, table);
  }
  if (statement.verb == "insert") return insert_text(table, statement.values);
  if (statement.verb == "delete") return "DELETE FROM " + table + where_text(statement, table);
  if (statement.values.empty()) throw Unrenderable{"an update that is not followed"};
  std::string text;
  for (const auto& [name, content] : statement.values)
    text += (text.empty() ? "" : ", ") + quote(name) + "=" + row_value(content, table);
  return "UPDATE " + table + " SET " + text + where_text(statement, table);
}

std::string plain_executable(const std::string& sql, const Value* parameters) {
  if (parameters == nullptr) return bind_text(sql, nullptr);
  const bool is_named = known(*parameters).is(Kind::dictionary);
  if (is_named && sql.find("%(") == std::string::npos) return bind_text(sql, parameters);
  return driver_text(sql, *parameters);
}

}  // namespace

std::string driver_text(std::string_view sql, const Value& given) {
  const Value& parameters = known(given);
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    if (sql[at] != '%') {
      out.push_back(sql[at]);
      continue;
    }
    const std::string_view rest = sql.substr(at + 1);
    const std::size_t close = rest.starts_with('(') ? rest.find(")s") : std::string_view::npos;
    if (rest.starts_with('%')) {
      out.push_back('%');
      ++at;
    } else if (rest.starts_with('s') && parameters.is(Kind::tuple) &&
               used < parameters.items->size()) {
      out += literal((*parameters.items)[used++]);
      ++at;
    } else if (close != std::string_view::npos && parameters.is(Kind::dictionary)) {
      out += literal(subscript(parameters, make_text(std::string(rest.substr(1, close - 1)))));
      at += close + 2;
    } else {
      throw Unrenderable{"parameters of the driver"};
    }
  }
  if (parameters.is(Kind::tuple) && used != parameters.items->size())
    throw Unrenderable{"parameters of the driver"};
  return out;
}

std::string render_executable(const Value& value, const Value* parameters) {
  if (value.is_unknown()) throw Unrenderable{value.text};
  if (value.is(Kind::text)) return plain_executable(value.text, parameters);
  if (!value.is(Kind::object)) throw Unrenderable{"a statement that is not followed"};
  Value named = make_items(Kind::dictionary, {});
  if (const Object* text = bound_text(value, named)) {
    const Value* sql = text->argument(0, text->name == "DDL" ? "statement" : "text");
    if (sql == nullptr || !known(*sql).is(Kind::text))
      throw Unrenderable{"a text that is not followed"};
    if (text->name == "DDL") {
      if (sql->text.find('%') != std::string::npos)
        throw Unrenderable{"a DDL() with a per cent sign"};
      return sql->text;
    }
    if (parameters != nullptr) {
      if (!known(*parameters).is(Kind::dictionary))
        throw Unrenderable{"parameters that are not followed"};
      call_method(named, "update", {*parameters}, {}, true);
    }
    return bind_text(sql->text, named.items->empty() ? nullptr : &named);
  }
  const Object& object = *value.object;
  if (is_named(value, "CreateSequence")) return sequence_text(object, true);
  if (is_named(value, "DropSequence")) return sequence_text(object, false);
  if (is_named(value, "CreateSchema")) return schema_text(object, true);
  if (is_named(value, "DropSchema")) return schema_text(object, false);
  return row_text(value, parameters);
}

bool is_data(const Value& executable) {
  const Value* value = &executable;
  if (value->is(Kind::text)) return is_data_statement(value->text);
  if (value->is_unknown()) return is_data_statement(value->beginning);
  for (int i = 0; i < 40 && value->is(Kind::object); ++i) {
    const Object& object = *value->object;
    const bool is_text = is_named(*value, "text") && !object.arguments.empty();
    if (is_text) return !object.arguments[0].is(Kind::object) && is_data(object.arguments[0]);
    for (const std::string_view verb : {"select", "insert", "update", "delete", "exists", "func"})
      if (object.name == verb && object.space != "operator") return true;
    if (object.space != "method" || object.arguments.empty()) return false;
    value = &object.arguments[0];
  }
  return false;
}

void bulk_insert(const Object& call, Span span, Recorder& recorder) {
  const Value* table = call.argument(0, "table");
  const Value* rows = call.argument(1, "rows");
  if (table == nullptr || rows == nullptr) throw Unrenderable{"a table that is not followed"};
  const std::string name = table_of(known(*table));
  if (!known(*rows).is(Kind::list)) throw Unrenderable{"rows that are not followed"};
  for (const Value& row : *rows->items) {
    if (!row.is(Kind::dictionary)) {
      recorder.add_opaque(row.is_unknown() ? row.text : "rows that are not followed", span, true);
      continue;
    }
    Keywords values;
    for (std::size_t i = 0; i + 1 < row.items->size(); i += 2)
      values.emplace_back((*row.items)[i].text, (*row.items)[i + 1]);
    try {
      recorder.add(insert_text(name, values), span);
    } catch (const Unrenderable& failure) {
      recorder.add_opaque(failure.why, span, true);
    }
  }
}

}  // namespace plumbline::adapters::alembic::render
