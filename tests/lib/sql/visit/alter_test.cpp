/// What ALTER, DROP, RENAME, GRANT and COMMENT do, told from their text; how rights change.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sql/rights.hpp"
#include "sql/simulator.hpp"

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
    case EffectAction::renames:
      return "renames";
    default:
      return "other";
  }
}

using Lines = std::vector<std::string>;

Lines effects_of(const std::string& sql) {
  StatementList list;
  list.statements.emplace_back().sql = sql;
  Lines lines;
  for (const StatementEffects& statement : sql::describe(list)) {
    CHECK(statement.unknown == "");
    for (const Effect& effect : statement.effects) {
      lines.push_back(action_word(effect.action) + ' ' + effect.kind + ' ' + effect.name +
                      (effect.to.empty() ? "" : " to " + effect.to) +
                      (effect.guarded ? " (guarded)" : ""));
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("a column that is added is created, one that is altered is altered") {
  CHECK(effects_of("ALTER TABLE s.t ADD COLUMN IF NOT EXISTS a int, ALTER b TYPE text, DROP c") ==
        Lines{"requires table s.t", "creates column s.t.a (guarded)", "alters column s.t.b",
              "drops column s.t.c"});
}

TEST_CASE("what is renamed has an old name and a new one") {
  CHECK(effects_of("ALTER TABLE t RENAME TO u") == Lines{"renames table public.t to public.u"});
  CHECK(effects_of("ALTER TABLE t RENAME a TO b") ==
        Lines{"renames column public.t.a to public.t.b"});
}

TEST_CASE("what is dropped is called as the catalog calls it") {
  CHECK(effects_of("DROP FUNCTION IF EXISTS f(int, varchar)") ==
        Lines{"drops function public.f(integer, character varying) (guarded)"});
  CHECK(effects_of("DROP TRIGGER tr ON s.t") == Lines{"drops trigger s.t.tr"});
}

TEST_CASE("a grant is what is given on what to whom") {
  CHECK(effects_of("GRANT SELECT ON orders TO app") ==
        Lines{"requires table public.orders", "requires role app",
              "creates grant SELECT ON public.orders TO app"});
}

TEST_CASE("a grant option that others have used goes with CASCADE alone") {
  sql::Acl acl(sql::Righted::relation, "owner", 150000);
  const sql::Rights select = *sql::right_named("select");
  acl.grant("a", "owner", select, true);
  acl.grant("b", "a", select, false);
  sql::Acl refused = acl;
  CHECK_THROWS_AS(refused.revoke("a", "owner", select, true, false), sql::Failure);
  acl.revoke("a", "owner", select, true, true);
  CHECK(acl.held("a") == select);
  CHECK(acl.held("b") == 0);
}
