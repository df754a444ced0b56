/// Trees made of texts, for the tests of inference.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gate/inference/inference.hpp"
#include "sql/script.hpp"

namespace plumbline::tests::gate {

/// Changes 1, 2, 3 … of one script each.
struct TextTree {
  Plan plan;
  std::vector<std::string> scripts;

  explicit TextTree(std::vector<std::string> texts) : scripts(std::move(texts)) {
    for (std::size_t at = 0; at < scripts.size(); ++at) {
      Change& change = plan.changes.emplace_back();
      change.id = std::to_string(at + 1);
      if (at > 0) change.parents = {std::to_string(at)};
    }
  }

  [[nodiscard]] StatementList statements(const Change& change) const {
    StatementList list = sql::read_plain_script(scripts[std::stoul(change.id) - 1], change.id);
    list.in_transaction = true;
    list.one_message = false;
    for (Statement& statement : list.statements) {
      statement.needs_rows = statement.sql.starts_with("SELECT");
    }
    return list;
  }

  [[nodiscard]] plumbline::gate::InferenceInput input() const {
    plumbline::gate::InferenceInput input;
    input.plan = &plan;
    input.statements = [this](const Change& change) { return statements(change); };
    return input;
  }

  [[nodiscard]] plumbline::gate::Inferred infer(
      const plumbline::gate::ProjectSettings* given = nullptr) const {
    plumbline::gate::InferenceInput from = input();
    from.given = given;
    return plumbline::gate::infer(from);
  }
};

}  // namespace plumbline::tests::gate
