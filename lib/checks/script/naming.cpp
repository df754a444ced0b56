/// script/naming and script/quoted-name: what new things are called.
#include <algorithm>

#include "checks/script/new_names.hpp"
#include "checks/script/rules.hpp"
#include "core/format.hpp"
#include "core/glob.hpp"

namespace plumbline::checks::script {

namespace {

/// "primary key"
std::string words(std::string_view kind) {
  std::string text(kind);
  std::ranges::replace(text, '_', ' ');
  return text;
}

/// Written without quotes, PostgreSQL would read another name.
bool needs_quotes(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;  // letters, to PostgreSQL
  };
  return !std::ranges::all_of(name, is_plain) || (name.front() >= '0' && name.front() <= '9') ||
         name.front() == '$';
}

}  // namespace

void naming(const Step& step, Scene& scene) {
  const Conventions* const conventions = scene.options().conventions;
  if (conventions == nullptr || conventions->names.empty()) return;
  for (const NewName& name : new_names(step, scene)) {
    const auto asked = conventions->names.find(name.kind);
    if (asked == conventions->names.end() || core::glob_matches(asked->second, name.own)) continue;
    scene.report("script/naming",
                 core::format("{} \"{}\" is not called as \"{}\"", words(name.kind), name.own,
                              asked->second),
                 name.object);
  }
}

void quoted_name(const Step& step, Scene& scene) {
  for (const NewName& name : new_names(step, scene)) {
    if (!needs_quotes(name.own) || !scene.is_first("quoted-name")) continue;
    scene.report("script/quoted-name",
                 core::format("{} \"{}\" has to be written in quotes wherever it is used",
                              words(name.kind), name.own),
                 name.object);
  }
}

}  // namespace plumbline::checks::script
