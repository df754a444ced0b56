/// Expressions of SQLAlchemy's own language: what index definitions, checks, defaults and simple
/// statements about rows are written with.

#include <algorithm>
#include <array>

#include "adapters/alembic/render/sql_text.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

/// How tightly an operator binds: the lower needs brackets within the higher.
enum Strength : int { disjunction = 1, conjunction, negation, comparison, sum, product, atom };

struct Piece {
  std::string text;
  int strength = atom;
};

struct Operator {
  std::string_view name;
  std::string_view text;
  int strength;
};

constexpr std::array operators = std::to_array<Operator>({
    {"==", " = ", comparison},
    {"!=", " != ", comparison},
    {"<", " < ", comparison},
    {"<=", " <= ", comparison},
    {">", " > ", comparison},
    {">=", " >= ", comparison},
    {"+", " + ", sum},
    {"-", " - ", sum},
    {"*", " * ", product},
    {"&", " AND ", conjunction},
    {"|", " OR ", disjunction},
});

struct Word {
  std::string_view name;
  std::string_view text;
};

constexpr std::array functions = std::to_array<Word>({
    {"current_date", "CURRENT_DATE"},
    {"current_time", "CURRENT_TIME"},
    {"current_timestamp", "CURRENT_TIMESTAMP"},
    {"current_user", "CURRENT_USER"},
    {"localtime", "LOCALTIME"},
    {"localtimestamp", "LOCALTIMESTAMP"},
    {"session_user", "SESSION_USER"},
    {"user", "USER"},
});

constexpr std::array methods = std::to_array<Operator>({
    {"is_", " IS ", comparison},
    {"is_not", " IS NOT ", comparison},
    {"isnot", " IS NOT ", comparison},
    {"is_distinct_from", " IS DISTINCT FROM ", comparison},
    {"like", " LIKE ", comparison},
    {"ilike", " ILIKE ", comparison},
    {"not_like", " NOT LIKE ", comparison},
    {"notlike", " NOT LIKE ", comparison},
    {"in_", " IN ", comparison},
    {"not_in", " NOT IN ", comparison},
    {"notin_", " NOT IN ", comparison},
});

class Writer {
 public:
  /// `table` is the quoted name that stands before columns; null for none.
  explicit Writer(const std::string* table) : table_(table) {}

  Piece write(const Value& value) {
    if (++depth_ > 100) throw Unrenderable{"an expression nested too deeply"};
    Piece piece = write_form(value);
    --depth_;
    return piece;
  }

 private:
  Piece write_form(const Value& value) {
    if (known(value).is(Kind::method)) return {column_of(value), atom};
    if (!value.is(Kind::object)) {
      if (value.is(Kind::imported)) throw Unrenderable{"\"" + value.text + "\" is not followed"};
      return {literal(value), atom};
    }
    const Object& object = *value.object;
    if (object.space == "enum") return {literal(value), atom};
    if (object.space == "func") return {function(object), atom};
    if (object.space == "operator") return operation(object);
    if (object.space == "method") return method(object);
    if (object.space == "sqlalchemy") return construct(object);
    throw Unrenderable{"an expression of " + object.space};
  }

  std::string bracketed(const Value& value, int least) {
    Piece piece = write(value);
    return piece.strength < least ? "(" + piece.text + ")" : piece.text;
  }

  /// `table.c.name`, `table.columns.name`.
  std::string column_of(const Value& value) {
    const Value& columns = (*value.items)[0];
    if (!columns.is(Kind::method) || (columns.text != "c" && columns.text != "columns"))
      throw Unrenderable{"an attribute that is not followed"};
    const Value& table = (*columns.items)[0];
    if (table_ == nullptr) return quote(value.text);
    if (!table.is(Kind::object) || table_name(*table.object) != *table_)
      throw Unrenderable{"a statement about several tables"};
    return *table_ + "." + quote(value.text);
  }

  static std::string table_name(const Object& table) {
    if ((table.name != "table" && table.name != "Table") || table.arguments.empty())
      throw Unrenderable{"a table that is not followed"};
    const Value* schema = table.keyword("schema");
    const bool has_schema = schema != nullptr && !known(*schema).is(Kind::none);
    return qualified(has_schema ? name_text(*schema) : "", name_text(table.arguments[0]));
  }

  std::string list(const std::vector<Value>& values, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < values.size(); ++i) {
      if (i > first) text += ", ";
      text += write(values[i]).text;
    }
    return text;
  }

  std::string function(const Object& object) {
    std::string name;
    std::string_view rest = object.name;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('.'), rest.size());
      if (!name.empty()) name.push_back('.');
      name += rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::string lower = name;
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    for (const Word& word : functions)
      if (word.name == lower && object.arguments.empty()) return std::string(word.text);
    static constexpr std::array generic =
        std::to_array<std::string_view>({"array_agg", "char_length", "coalesce", "concat", "count",
                                         "max", "min", "now", "random", "sum"});
    if (std::ranges::find(generic, lower) != generic.end()) name = lower;
    if (name == "count" && object.arguments.empty()) return "count(*)";
    return name + "(" + list(object.arguments, 0) + ")";
  }

  Piece operation(const Object& object) {
    const std::vector<Value>& arguments = object.arguments;
    if (object.name == "neg") return {"-" + bracketed(arguments[0], atom), product};
    if (object.name == "not") return negated(arguments[0]);
    if (object.name == "call") return custom_operator(object);
    const auto found = std::ranges::find(operators, object.name, &Operator::name);
    if (found == operators.end() || arguments.size() != 2)
      throw Unrenderable{"an operator that is not followed"};
    std::string_view text = found->text;
    const bool is_null = arguments[1].is(Kind::none) || is_word(arguments[1], "null");
    if (is_null && found->name == "==") text = " IS ";
    if (is_null && found->name == "!=") text = " IS NOT ";
    const int right =
        found->name == "-" || found->strength == comparison ? found->strength + 1 : found->strength;
    const int left = found->strength == comparison ? found->strength + 1 : found->strength;
    return {bracketed(arguments[0], left) + std::string(text) + bracketed(arguments[1], right),
            found->strength};
  }

  static bool is_word(const Value& value, std::string_view name) {
    return value.is(Kind::object) && value.object->is("sqlalchemy", name);
  }

  /// `x.op("@>")(y)`.
  Piece custom_operator(const Object& object) {
    const Value& callee = object.arguments[0];
    const bool is_custom = callee.is(Kind::object) && callee.object->is("method", "op") &&
                           callee.object->arguments.size() == 2 && object.arguments.size() == 2;
    if (!is_custom) throw Unrenderable{"a call that is not followed"};
    return {bracketed(callee.object->arguments[0], atom) + " " +
                text_value(callee.object->arguments[1]) + " " +
                bracketed(object.arguments[1], atom),
            sum};
  }

  Piece negated(const Value& value) {
    const Piece inner = write(value);
    if (inner.strength == conjunction || inner.strength == disjunction)
      return {"NOT (" + inner.text + ")", negation};
    if (inner.strength == atom) return {"NOT " + inner.text, negation};
    throw Unrenderable{"a negation that is not followed"};
  }

  Piece joined(const std::vector<Value>& values, std::string_view word, int strength) {
    if (values.size() == 1) return write(values[0]);
    if (values.empty()) throw Unrenderable{"an empty condition"};
    std::string text;
    for (const Value& value : values) {
      if (!text.empty()) text += word;
      text += bracketed(value, strength);
    }
    return {text, strength};
  }

  Piece method(const Object& object) {
    const std::vector<Value>& arguments = object.arguments;
    const Value& self = arguments[0];
    const auto found = std::ranges::find(methods, object.name, &Operator::name);
    if (found != methods.end() && arguments.size() == 2) {
      const std::string left = bracketed(self, comparison + 1);
      if (object.name == "in_" || object.name == "notin_" || object.name == "not_in") {
        if (!known(arguments[1]).is_sequence() || arguments[1].items->empty())
          throw Unrenderable{"a list that is not followed"};
        const std::string items = list(*arguments[1].items, 0);
        const bool is_negative = object.name != "in_";
        return is_negative ? Piece{"(" + left + " NOT IN (" + items + "))", atom}
                           : Piece{left + " IN (" + items + ")", comparison};
      }
      return {left + std::string(found->text) + bracketed(arguments[1], comparison + 1),
              comparison};
    }
    if (arguments.size() == 1) {
      if (object.name == "desc" || object.name == "asc")
        return {write(self).text + (object.name == "desc" ? " DESC" : " ASC"), comparison};
      if (object.name == "nulls_last" || object.name == "nullslast")
        return {write(self).text + " NULLS LAST", comparison};
      if (object.name == "nulls_first" || object.name == "nullsfirst")
        return {write(self).text + " NULLS FIRST", comparison};
      if (object.name == "self_group") return write(self);
    }
    if (object.name == "cast" && arguments.size() == 2)
      return {"CAST(" + write(self).text + " AS " + type_of(arguments[1]).text + ")", atom};
    if (object.name == "bindparams" && is_word(self, "text")) {
      Value named = make_items(Kind::dictionary, {});
      for (const auto& [key, value] : object.keywords) {
        named.items->push_back(make_text(key));
        named.items->push_back(value);
      }
      if (arguments.size() > 1) throw Unrenderable{"bindparam() objects"};
      return {bind_text(text_value(argument_at(*self.object, 0)), &named), atom};
    }
    throw Unrenderable{"the method " + object.name + "() is not followed"};
  }

  /// What `desc()` and its kin are given: a string is SQL there.
  std::string ordered(const Value& value) {
    return known(value).is(Kind::text) ? bind_text(value.text, nullptr) : write(value).text;
  }

  Piece construct(const Object& object) {
    const std::vector<Value>& arguments = object.arguments;
    const std::string& name = object.name;
    if (name == "true" || name == "True_") return {"true", atom};
    if (name == "false" || name == "False_") return {"false", atom};
    if (name == "null") return {"NULL", atom};
    if (name == "and_") return joined(arguments, " AND ", conjunction);
    if (name == "or_") return joined(arguments, " OR ", disjunction);
    if (arguments.empty()) throw Unrenderable{"the construct " + name + "() is not followed"};
    if (name == "text") return {bind_text(text_value(arguments[0]), nullptr), atom};
    if (name == "literal_column") return {text_value(arguments[0]), atom};
    if (name == "column" || name == "Column") return {quote_value(arguments[0]), atom};
    if (name == "literal") return {literal(arguments[0]), atom};
    if (name == "not_") return negated(arguments[0]);
    if (name == "desc") return {ordered(arguments[0]) + " DESC", comparison};
    if (name == "asc") return {ordered(arguments[0]) + " ASC", comparison};
    if (name == "nulls_last" || name == "nullslast")
      return {ordered(arguments[0]) + " NULLS LAST", comparison};
    if (name == "nulls_first" || name == "nullsfirst")
      return {ordered(arguments[0]) + " NULLS FIRST", comparison};
    if (name == "cast" && arguments.size() == 2)
      return {"CAST(" + write(arguments[0]).text + " AS " + type_of(arguments[1]).text + ")", atom};
    throw Unrenderable{"the construct " + name + "() is not followed"};
  }

  const std::string* table_;
  int depth_ = 0;
};

}  // namespace

std::string expression(const Value& value) { return Writer(nullptr).write(value).text; }

std::string expression_of_row(const Value& value, const std::string& table) {
  return Writer(&table).write(value).text;
}

std::string default_text(const Value& value) {
  if (known(value).is(Kind::text)) return quote_text(value.text);
  if (!value.is(Kind::object)) throw Unrenderable{why_not(value, "a server default")};
  const Object& object = *value.object;
  if (object.name == "DefaultClause" && !object.arguments.empty())
    return object.arguments[0].is(Kind::text) ? quote_text(object.arguments[0].text)
                                              : expression(object.arguments[0]);
  if (object.space == "operator") throw Unrenderable{"a server default with an operator"};
  return expression(value);
}

}  // namespace plumbline::adapters::alembic::render
