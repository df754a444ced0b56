#include <doctest/doctest.h>

#include "plumbline/error.hpp"
#include "plumbline/failure_class.hpp"
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

TEST_CASE("every failure class can be explained, and every rule's class is one") {
  for (const FailureClass& one : failure_classes()) {
    const std::string name = "class/" + std::string(one.letter);
    CAPTURE(name);
    for (const std::string& text : {explain_text(name), explain_markdown(name)}) {
      CHECK(text.find(one.cause) != std::string::npos);
      CHECK(text.find(one.who) != std::string::npos);
      CHECK(text.find(one.repair) != std::string::npos);
      CHECK(text.find(one.seen_by) != std::string::npos);
    }
    CHECK(explain_json(name).find("\"class\": \"" + std::string(one.letter) + "\"") !=
          std::string::npos);
    CHECK(explain_text("class").find(name + " ") != std::string::npos);
    CHECK(explain_markdown("class").find("## " + name + "\n") != std::string::npos);
    CHECK(one.cause.ends_with('.'));
    CHECK(one.repair.ends_with('.'));
    CHECK(one.seen_by.ends_with('.'));
    CHECK_FALSE(one.shows.ends_with('.'));
    CHECK_FALSE(one.who.ends_with('.'));
  }
  CHECK(failure_classes().size() == 19);
  for (const Rule& rule : rules()) {
    if (rule.failure_class.empty()) continue;
    CAPTURE(rule.name);
    CHECK(find_failure_class(rule.failure_class) != nullptr);
  }
  for (const char* name : {"class/", "class/Z", "class/AA", "class/a"})
    CHECK_THROWS_AS(explain_text(name), Error);
}

TEST_CASE("a rule names its class") {
  CHECK(explain_text("gate/missing-role")
            .find("failure class: B, missing role (plumbline explain class/B)") !=
        std::string::npos);
}
