/// Roles and seeds as people paste them: SQL, and sections of plumbline.toml.
#include <algorithm>
#include <set>

#include "core/schema/quote.hpp"
#include "gate/inference/inference.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string basic_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (is_control(c)) {
      result += system::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// Several lines as they are, where TOML can hold them so.
std::string toml_text(std::string_view text) {
  const bool has_lines = text.find('\n') != std::string_view::npos;
  const bool is_literal =
      text.find("'''") == std::string_view::npos && !text.ends_with('\'') &&
      std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\n'; });
  return has_lines && is_literal ? system::format("'''\n{}'''", text) : basic_text(text);
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + basic_text(text);
  return list;
}

/// A comment of one line.
std::string comment(std::string_view marks, std::string_view text, Certainty certainty) {
  std::string line(text);
  std::ranges::replace_if(line, is_control, ' ');
  return system::format("{} {}{}\n", marks, line,
                        certainty == Certainty::likely ? " (likely)" : "");
}

}  // namespace

std::string role_sql(std::string_view role) {
  const std::string name = core::quote_identifier(role, 0);
  std::string tag = "$do$";
  while (role.find(tag) != std::string_view::npos) tag.insert(tag.size() - 1, "_");
  return system::format(
      "DO {0}\nBEGIN\n  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {1}) THEN\n"
      "    CREATE ROLE {2} NOLOGIN;\n  END IF;\nEND\n{0}",
      tag, core::quote_literal(role), name);
}

std::string inferred_sql(std::span<const InferredTree> trees) {
  std::string text;
  std::set<std::string_view> roles;
  for (const InferredTree& tree : trees) {
    for (const InferredRole& role : tree.inferred->roles) {
      if (!roles.insert(role.name).second) continue;
      text += comment("--", system::format("{}: {}", tree.path, role.why), role.certainty);
      text += role_sql(role.name) + ";\n";
    }
  }
  for (const InferredTree& tree : trees) {
    for (const InferredSeed& seed : tree.inferred->seeds) {
      text += comment("--", system::format("{}, before {}: {}", tree.path, seed.before, seed.why),
                      seed.certainty);
      text += seed.sql + ";\n";
    }
  }
  return text;
}

std::string inferred_toml(std::span<const InferredTree> trees) {
  std::string text;
  for (const InferredTree& tree : trees) {
    const Inferred& inferred = *tree.inferred;
    if (inferred.roles.empty() && inferred.seeds.empty()) continue;
    text += text.empty() ? "" : "\n";
    std::vector<std::string> roles;
    for (const InferredRole& role : inferred.roles) {
      text += comment("#", role.why, role.certainty);
      roles.push_back(role.name);
    }
    text += system::format("[[project]]\npath = {}\n", basic_text(tree.path));
    if (!tree.tool.empty()) text += system::format("tool = {}\n", basic_text(tree.tool));
    if (!roles.empty()) text += system::format("roles = [{}]\n", quoted_list(roles));
    for (const InferredSeed& seed : inferred.seeds) {
      text += '\n' + comment("#", seed.why, seed.certainty);
      text += system::format("[[project.seed]]\nbefore = {}\nsql = {}\n", basic_text(seed.before),
                             toml_text(seed.sql));
    }
  }
  return text;
}

}  // namespace plumbline::gate
