/// What CREATE statements do, told from their text, and names that the server would choose.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sql/simulator.hpp"
#include "sql/visit/names.hpp"

using namespace plumbline;

namespace {

std::string action_word(EffectAction action) {
  switch (action) {
    case EffectAction::requires_:
      return "requires";
    case EffectAction::creates:
      return "creates";
    case EffectAction::drops:
      return "drops";
    case EffectAction::alters:
      return "alters";
    default:
      return "other";
  }
}

std::vector<std::string> effects_of(const std::string& sql) {
  StatementList list;
  list.statements.emplace_back().sql = sql;
  std::vector<std::string> lines;
  for (const StatementEffects& statement : sql::describe(list)) {
    CHECK(statement.unknown == "");
    for (const Effect& effect : statement.effects) {
      lines.push_back(action_word(effect.action) + ' ' + effect.kind + ' ' + effect.name +
                      (effect.implied ? " (implied)" : "") + (effect.guarded ? " (guarded)" : ""));
    }
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a table comes with its columns, its keys and their names") {
  CHECK(effects_of("CREATE TABLE shop.orders (id serial PRIMARY KEY, mood public.mood, buyer int "
                   "REFERENCES buyers, CHECK (buyer > 0), UNIQUE (mood, buyer))") ==
        Lines{"requires schema shop", "creates table shop.orders",
              "creates sequence shop.orders_id_seq (implied)",
              "creates column shop.orders.id (implied)",
              "creates constraint shop.orders.orders_pkey (implied)",
              "creates index shop.orders_pkey (implied)", "requires type public.mood",
              "creates column shop.orders.mood (implied)",
              "creates column shop.orders.buyer (implied)", "requires table public.buyers",
              "creates constraint shop.orders.orders_buyer_fkey (implied)",
              "creates constraint shop.orders.orders_buyer_check (implied)",
              "creates constraint shop.orders.orders_mood_buyer_key (implied)",
              "creates index shop.orders_mood_buyer_key (implied)"});
}

TEST_CASE("IF NOT EXISTS guards all of it") {
  CHECK(effects_of("CREATE TABLE IF NOT EXISTS t (a int)") ==
        Lines{"creates table public.t (guarded)", "creates column public.t.a (implied) (guarded)"});
  CHECK(effects_of("CREATE INDEX IF NOT EXISTS i ON t (a)") ==
        Lines{"requires table public.t", "creates index public.i (guarded)"});
}

TEST_CASE("an index without a name has the server's") {
  CHECK(effects_of("CREATE INDEX ON t (a, lower(b), (a + 1)) INCLUDE (c)") ==
        Lines{"requires table public.t", "creates index public.t_a_lower_expr_c_idx"});
}

TEST_CASE("what stands on a table requires it and what it uses") {
  CHECK(effects_of("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION s.f()") ==
        Lines{"requires table public.t", "requires function s.f()", "creates trigger public.t.tr"});
  CHECK(effects_of("CREATE POLICY p ON t TO app, PUBLIC USING (true)") ==
        Lines{"requires table public.t", "requires role app", "creates policy public.t.p"});
  CHECK(effects_of("CREATE SEQUENCE s OWNED BY t.a") == Lines{"requires table public.t",
                                                              "requires column public.t.a",
                                                              "creates sequence public.s"});
  CHECK(effects_of("CREATE FOREIGN TABLE ft (a int) SERVER srv") ==
        Lines{"requires server srv", "creates foreign-table public.ft",
              "creates column public.ft.a (implied)"});
  CHECK(effects_of("CREATE STATISTICS st ON a, b FROM t") ==
        Lines{"requires table public.t", "creates statistics public.st"});
}

TEST_CASE("a temporary table is in no schema of ours") {
  CHECK(effects_of("CREATE TEMP TABLE t (a int)") ==
        Lines{"creates table pg_temp.t", "creates column pg_temp.t.a (implied)"});
}

TEST_CASE("names are cut on a character, the longer part first") {
  const std::string a(70, 'a');
  const std::string umlauts =
      "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
      "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
      "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4";
  CHECK(sql::make_object_name(a, "b", "idx") == std::string(57, 'a') + "_b_idx");
  CHECK(sql::make_object_name(a, a, "key") ==
        std::string(29, 'a') + '_' + std::string(29, 'a') + "_key");
  CHECK(sql::make_object_name("t", "", "pkey") == "t_pkey");
  CHECK(sql::make_object_name("x" + umlauts, "", "pkey").size() == 62);
}
