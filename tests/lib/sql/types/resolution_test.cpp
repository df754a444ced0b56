#include <doctest/doctest.h>

#include <random>

#include "core/format.hpp"
#include "core/schema/quote.hpp"
#include "sample_source.hpp"
#include "server_words.hpp"
#include "sql/failure.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/routine.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::tests {

namespace {

using namespace sql;

const SampleSource sample_source;

TypeScope scope_of(int version) {
  TypeScope scope;
  scope.version = version;
  scope.source = &sample_source;
  scope.path = {"pg_catalog", "public", "s2"};
  return scope;
}

std::string column(TypeId type) {
  return type == types::unknown ? "NULL" : core::format("c{}", type);
}

/// Types that columns can have, in this version.
std::vector<TypeId> column_types(const TypeScope& scope) {
  std::vector<TypeId> found;
  for (const auto& row : system_tables::types()) {
    if (row.versions.has(scope.version) && row.extension == 0 && row.kind != 'p' &&
        row.kind != 'c' && row.in_information_schema == 0 && row.id < 10000) {
      // Arrays of rows and of pseudo-types are no columns' types either.
      if (row.element != 0 && row.category == 'A') {
        const TypeInfo element = type_info(scope, row.element);
        if (element.kind == 'p' || element.kind == 'c') continue;
      }
      found.push_back(row.id);
    }
  }
  for (TypeId id = SampleSource::mood; id <= SampleSource::big_posint; ++id) {
    found.push_back(id);
    found.push_back(id | array_bit);
  }
  if (scope.version >= 14) found.push_back(SampleSource::float_range | multirange_bit);
  return found;
}

class Game {
 public:
  Game(const PostgresServer& server, unsigned seed)
      : scope(scope_of(server.version())), words(server), random(seed) {
    all = column_types(scope);
    for (const int id : {16,   17,   20,   21,   23,  25,   700,  701,  1700, 1042, 1043, 1082,
                         1083, 1114, 1184, 1186, 114, 3802, 2950, 1007, 1009, 1015, 3904, 26}) {
      common.push_back(static_cast<TypeId>(id));
    }
    std::string sql = "CREATE TEMP TABLE t (";
    for (const TypeId id : all) {
      if (sql.back() != '(') sql += ", ";
      sql += core::format("c{} {}", id, format_type(scope, {id, -1}));
    }
    words.run(sql + ")");
  }

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  }

  TypeId any_type() {
    const std::size_t dice = below(10);
    if (dice < 2) return types::unknown;
    if (dice < 6) return common[below(common.size())];
    return all[below(all.size())];
  }

  /// The type itself where a column can have it, else one that might be meant.
  TypeId near(TypeId parameter) {
    if (below(3) != 0 && std::find(all.begin(), all.end(), parameter) != all.end())
      return parameter;
    return any_type();
  }

  TypeScope scope;
  ServerWords words;
  std::vector<TypeId> all, common;
  std::mt19937 random;
};

struct Question {
  std::string text;
  std::string ours;  // "unknown" when nothing is said
};

/// What we say, in the server's words.
template <typename Resolve>
std::string answer(const TypeScope& scope, Resolve resolve) {
  try {
    const TypeId type = resolve();
    if (type == 0) return "unknown";
    // A view's column of type unknown is text.
    return "type: " + format_type(scope, {type, -1});
  } catch (const Failure& failure) {
    return failure.sqlstate + ": " + failure.message;
  } catch (const Unknown&) {
    return "unknown";
  }
}

bool same(std::string ours, const std::string& theirs) {
  if (ours == theirs) return true;
  // format_type there has its own search_path.
  const auto without_schema = [](std::string text) {
    for (const std::string_view schema : {"public."}) {
      for (std::size_t at = text.find(schema); at != std::string::npos; at = text.find(schema)) {
        text.erase(at, schema.size());
      }
    }
    return text;
  };
  if (without_schema(ours) == without_schema(theirs)) return true;
  // A column of a view cannot have a pseudo-type.
  constexpr std::string_view pseudo = "42P16: column \"c\" has pseudo-type ";
  return theirs.starts_with(pseudo) && ours == "type: " + theirs.substr(pseudo.size());
}

void play(Game& game, std::string_view what, const std::vector<Question>& questions,
          const std::vector<std::string>& theirs) {
  REQUIRE(theirs.size() == questions.size());
  std::size_t right = 0;
  std::size_t fails = 0;
  std::size_t silent = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (questions[i].ours == "unknown") {
      ++silent;
    } else if (same(questions[i].ours, theirs[i])) {
      ++right;
      if (!theirs[i].starts_with("type") && theirs[i] != "ok") ++fails;
    } else {
      ++wrong;
      if (wrong <= 15) {
        FAIL_CHECK(core::format("{}: {}\n  ours   {}\n  server {}", game.scope.version,
                                questions[i].text, questions[i].ours, theirs[i]));
      }
    }
  }
  CHECK(wrong == 0);
  MESSAGE(core::format("PostgreSQL {} {}: {} right ({} of them errors), {} unknown, {} wrong",
                       game.scope.version, what, right, fails, silent, wrong));
}

void ask_types(Game& game, std::string_view what, const std::vector<Question>& questions) {
  std::vector<std::string> texts;
  for (const Question& question : questions) texts.push_back(question.text);
  play(game, what, questions, game.words.types_of(texts));
}

std::string call_text(const CallForm& call, std::string_view behind) {
  std::string text;
  if (!call.schema.empty()) text = std::string(call.schema) + ".";
  text += core::quote_identifier(call.name, 0) + "(";
  const std::size_t positional = call.arguments.size() - call.names.size();
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (i != 0) text += ", ";
    if (call.is_variadic && i + 1 == call.arguments.size()) text += "VARIADIC ";
    if (i >= positional) text += std::string(call.names[i - positional]) + " => ";
    text += column(call.arguments[i]);
  }
  return text + ")" + std::string(behind);
}

Question random_call(Game& game) {
  CallForm call;
  std::vector<TypeId> parameters;
  if (game.below(8) == 0) {
    constexpr std::string_view names[] = {
        "f",       "g",          "h",         "poly",    "poly_array", "on_enum",     "k",
        "on_mood", "on_address", "on_posint", "lower",   "m",          "float_range", "mood",
        "text",    "date",       "numeric",   "nothing", "customer",   "int4"};
    call.name = names[game.below(std::size(names))];
    for (std::size_t i = game.below(4); i > 0; --i) parameters.push_back(types::any);
  } else {
    const auto rows = system_tables::functions();
    const auto* row = &rows[game.below(rows.size())];
    while (row->extension != 0 || row->kind == 'o' || row->kind == 'h') {
      row = &rows[game.below(rows.size())];
    }
    call.name = system_tables::text(row->name);
    for (const std::uint32_t type : system_tables::list(row->types, row->inputs)) {
      parameters.push_back(type);
    }
    if (game.below(20) == 0) parameters.push_back(types::any);
    if (game.below(20) == 0 && !parameters.empty()) parameters.pop_back();
    call.has_over = row->kind == 'w';
  }
  for (const TypeId parameter : parameters) call.arguments.push_back(game.near(parameter));
  call.first_is_literal = !call.arguments.empty() && call.arguments[0] == types::unknown;
  if (game.below(12) == 0 && !call.arguments.empty()) call.is_variadic = true;
  if (game.below(12) == 0 && !call.arguments.empty()) {
    constexpr std::string_view names[] = {"a", "b", "x", "y", "z"};
    call.names.push_back(names[game.below(std::size(names))]);
  }
  if (game.below(30) == 0) call.schema = game.below(2) == 0 ? "public" : "pg_catalog";
  // Its own syntax there.
  const std::string text = call_text(call, call.has_over ? " OVER ()" : "");
  return {text, answer(game.scope, [&]() -> TypeId {
            const ResolvedCall resolved = resolve_call(game.scope, call);
            if (resolved.means == CallMeans::nothing) no_such_function(game.scope, call);
            if (resolved.result == types::unknown) return types::text;
            return resolved.result;
          })};
}

Question random_operator(Game& game) {
  const auto rows = system_tables::operators();
  const auto* row = &rows[game.below(rows.size())];
  while (row->extension != 0 || row->right == 0) row = &rows[game.below(rows.size())];
  const std::string_view name = system_tables::text(row->name);
  const TypeId right = game.near(row->right);
  if (row->left == 0) {
    return {core::format("{} {}", name, column(right)), answer(game.scope, [&] {
              return resolve_operator(game.scope, {}, name, 0, right).result;
            })};
  }
  TypeId left = game.near(row->left);
  // NULL = NULL is another thing to the grammar of transform_null_equals only.
  if (game.below(10) == 0) {
    return {core::format("{} {} ANY ({})", column(left), name, column(right)),
            answer(game.scope, [&] {
              return resolve_array_operator(game.scope, {}, name, left, right).result;
            })};
  }
  return {core::format("{} {} {}", column(left), name, column(right)), answer(game.scope, [&] {
            return resolve_operator(game.scope, {}, name, left, right).result;
          })};
}

Question random_common(Game& game) {
  std::vector<TypeId> inputs;
  std::string list;
  for (std::size_t i = 2 + game.below(3); i > 0; --i) {
    inputs.push_back(game.any_type());
    list += (list.empty() ? "" : ", ") + column(inputs.back());
  }
  return {core::format("COALESCE({})", list), answer(game.scope, [&] {
            const TypeId common = common_type(game.scope, inputs, "COALESCE");
            for (const TypeId input : inputs) {
              if (!can_coerce(game.scope, input, common, CoercionContext::implicit)) {
                fail("42846", core::format("COALESCE could not convert type {} to {}",
                                           display_type(game.scope, input),
                                           display_type(game.scope, common)));
              }
            }
            return common;
          })};
}

Question random_cast(Game& game) {
  const TypeId source = game.any_type();
  TypeId target = game.any_type();
  if (target == types::unknown) target = types::text;
  return {core::format("CAST({} AS {})", column(source), format_type(game.scope, {target, -1})),
          answer(game.scope, [&] {
            if (!can_coerce(game.scope, source, target, CoercionContext::explicit_)) {
              fail("42846",
                   core::format("cannot cast type {} to {}", display_type(game.scope, source),
                                display_type(game.scope, target)));
            }
            return target;
          })};
}

constexpr std::size_t rounds = 2000;

}  // namespace

TEST_CASE("calls mean what they mean to the server") {
  for_each_server([](const PostgresServer& server) {
    Game game(server, 20261121);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < rounds; ++i) questions.push_back(random_call(game));
    ask_types(game, "calls", questions);
  });
}

TEST_CASE("operators mean what they mean to the server") {
  for_each_server([](const PostgresServer& server) {
    Game game(server, 2);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < rounds; ++i) questions.push_back(random_operator(game));
    ask_types(game, "operators", questions);
  });
}

TEST_CASE("types find a common one as on the server") {
  for_each_server([](const PostgresServer& server) {
    Game game(server, 3);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < rounds / 2; ++i) questions.push_back(random_common(game));
    ask_types(game, "common types", questions);
  });
}

TEST_CASE("casts are allowed where the server allows them") {
  for_each_server([](const PostgresServer& server) {
    Game game(server, 4);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < rounds; ++i) questions.push_back(random_cast(game));
    ask_types(game, "casts", questions);
  });
}

TEST_CASE("assignments are allowed where the server allows them") {
  for_each_server([](const PostgresServer& server) {
    Game game(server, 5);
    std::vector<Question> questions;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < rounds; ++i) {
      const TypeId target = game.all[game.below(game.all.size())];
      const TypeId source = game.any_type();
      texts.push_back(core::format("UPDATE t SET c{} = {}", target, column(source)));
      std::string ours = answer(game.scope, [&] {
        if (can_coerce(game.scope, source, target, CoercionContext::assignment)) return target;
        fail("42804",
             core::format("column \"c{}\" is of type {} but expression is of type {}", target,
                          display_type(game.scope, target), display_type(game.scope, source)));
      });
      if (ours.starts_with("type")) ours = "ok";
      questions.push_back({texts.back(), ours});
    }
    play(game, "assignments", questions, game.words.prepare(texts));
  });
}

TEST_CASE("aggregates, window functions and procedures are called as they must be") {
  struct Row {
    std::string text;
    CallForm call;
  };
  const TypeId f8 = types::float8;
  const TypeId i4 = types::int4;
  const std::vector<Row> rows = {
      {"count(*)", {.name = "count", .has_star = true}},
      {"count()", {.name = "count"}},
      {"sum(*)", {.name = "sum", .has_star = true}},
      {"lower(*)", {.name = "lower", .has_star = true}},
      {"now(*)", {.name = "now", .has_star = true}},
      {"sum(c23)", {.name = "sum", .arguments = {i4}}},
      {"sum(DISTINCT c23)", {.name = "sum", .arguments = {i4}, .has_distinct = true}},
      {"abs(DISTINCT c23)", {.name = "abs", .arguments = {i4}, .has_distinct = true}},
      {"abs(c23 ORDER BY c23)", {.name = "abs", .arguments = {i4}, .ordered_by = 1}},
      {"abs(c23) FILTER (WHERE c16)", {.name = "abs", .arguments = {i4}, .has_filter = true}},
      {"abs(c23) OVER ()", {.name = "abs", .arguments = {i4}, .has_over = true}},
      {"sum(c23) OVER ()", {.name = "sum", .arguments = {i4}, .has_over = true}},
      {"count() OVER ()", {.name = "count", .has_over = true}},
      {"sum(DISTINCT c23) OVER ()",
       {.name = "sum", .arguments = {i4}, .has_distinct = true, .has_over = true}},
      {"sum(c23 ORDER BY c23) OVER ()",
       {.name = "sum", .arguments = {i4}, .has_over = true, .ordered_by = 1}},
      {"rank()", {.name = "rank"}},
      {"rank() OVER ()", {.name = "rank", .has_over = true}},
      {"row_number() FILTER (WHERE c16) OVER ()",
       {.name = "row_number", .has_filter = true, .has_over = true}},
      {"percentile_cont(c701)", {.name = "percentile_cont", .arguments = {f8}}},
      {"percentile_cont(c701, c701)", {.name = "percentile_cont", .arguments = {f8, f8}}},
      {"percentile_cont(0.5) WITHIN GROUP (ORDER BY c701)",
       {.name = "percentile_cont",
        .arguments = {types::numeric, f8},
        .has_within_group = true,
        .ordered_by = 1}},
      {"percentile_disc(0.5) WITHIN GROUP (ORDER BY c25)",
       {.name = "percentile_disc",
        .arguments = {types::numeric, types::text},
        .has_within_group = true,
        .ordered_by = 1}},
      {"mode() WITHIN GROUP (ORDER BY c25)",
       {.name = "mode", .arguments = {types::text}, .has_within_group = true, .ordered_by = 1}},
      {"mode(1) WITHIN GROUP (ORDER BY c25)",
       {.name = "mode", .arguments = {i4, types::text}, .has_within_group = true, .ordered_by = 1}},
      {"sum(1) WITHIN GROUP (ORDER BY c25)",
       {.name = "sum", .arguments = {i4, types::text}, .has_within_group = true, .ordered_by = 1}},
      {"sum() WITHIN GROUP (ORDER BY c23)",
       {.name = "sum", .arguments = {i4}, .has_within_group = true, .ordered_by = 1}},
      {"rank(1) WITHIN GROUP (ORDER BY c23)",
       {.name = "rank", .arguments = {i4, i4}, .has_within_group = true, .ordered_by = 1}},
      {"rank(1, 2) WITHIN GROUP (ORDER BY c23)",
       {.name = "rank", .arguments = {i4, i4, i4}, .has_within_group = true, .ordered_by = 1}},
      {"json_object_agg(c25, c23)", {.name = "json_object_agg", .arguments = {types::text, i4}}},
      {"string_agg(c25, ',' ORDER BY c25)",
       {.name = "string_agg", .arguments = {types::text, types::unknown}, .ordered_by = 1}},
      {"string_agg(c25 ORDER BY c25, ',')",
       {.name = "string_agg", .arguments = {types::text}, .ordered_by = 2}},
      {"make_interval(days => 1, hours => 2)",
       {.name = "make_interval", .arguments = {i4, i4}, .names = {"days", "hours"}}},
      {"make_interval(1, days => 2)",
       {.name = "make_interval", .arguments = {i4, i4}, .names = {"days"}}},
      {"make_interval(1, years => 2)",
       {.name = "make_interval", .arguments = {i4, i4}, .names = {"years"}}},
      {"make_interval(fortnights => 2)",
       {.name = "make_interval", .arguments = {i4}, .names = {"fortnights"}}},
      {"format('%s', VARIADIC c1009)",
       {.name = "format", .arguments = {types::unknown, types::text_array}, .is_variadic = true}},
      {"format('%s', VARIADIC c25)",
       {.name = "format", .arguments = {types::unknown, types::text}, .is_variadic = true}},
      {"concat(c23, c25, c1082)", {.name = "concat", .arguments = {i4, types::text, types::date}}},
      {"sum(x => c23)", {.name = "sum", .arguments = {i4}, .names = {"x"}}},
  };
  for_each_server([&](const PostgresServer& server) {
    Game game(server, 6);
    std::vector<Question> questions;
    for (const Row& row : rows) {
      questions.push_back({row.text, answer(game.scope, [&] {
                             return resolve_call(game.scope, row.call).result;
                           })});
    }
    ask_types(game, "forms of calls", questions);
  });
}

}  // namespace plumbline::tests
