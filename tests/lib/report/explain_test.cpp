#include <doctest/doctest.h>

#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "plumbline/rule.hpp"

using namespace plumbline;

TEST_CASE("every rule can be explained in each form") {
  for (const Rule& rule : rules()) {
    CAPTURE(rule.name);
    CHECK(explain_text(rule.name).find(rule.consequence) != std::string::npos);
    CHECK(explain_json(rule.name).find(rule.name) != std::string::npos);
    CHECK(explain_markdown("").find("| `" + std::string(rule.name) + "` |") != std::string::npos);
  }
}

TEST_CASE("a misspelt rule names the nearest") {
  try {
    explain_text("plan/multiple-head");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::not_found);
    CHECK(error.fields().hint.find("plan/multiple-heads") != std::string::npos);
  }
}
