#include "adapters/sqitch/dependency.hpp"

#include "adapters/sqitch/names.hpp"
#include "adapters/sqitch/perl_text.hpp"

namespace plumbline::adapters::sqitch {

namespace {

bool is_sha1(std::string_view text) { return text.size() == 40 && begins_with_sha1(text); }

}  // namespace

std::string Dependency::key_name() const {
  if (!id.empty()) return id;
  return tag ? change + "@" + *tag : change;
}

std::string Dependency::written_form(std::string_view own_project) const {
  if (!project || *project == own_project) return key_name();
  return *project + ":" + key_name();
}

std::optional<Dependency> parse_dependency(std::string_view text) {
  Dependency parsed;
  parsed.spelled = text;
  if (text.starts_with('!')) {
    parsed.is_conflict = true;
    text.remove_prefix(1);
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    if (!is_name(text.substr(0, colon), false)) return std::nullopt;
    parsed.project = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (is_sha1(text)) {
    parsed.id = text;
    return parsed;
  }
  const std::size_t at = text.find('@');
  const std::string_view change = text.substr(0, at);
  if (!change.empty() && !is_name(change, at == std::string_view::npos)) return std::nullopt;
  parsed.change = change;
  if (at != std::string_view::npos) {
    if (!is_name(text.substr(at + 1))) return std::nullopt;
    parsed.tag = text.substr(at + 1);
  }
  return parsed;
}

}  // namespace plumbline::adapters::sqitch
