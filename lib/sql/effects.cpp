#include "sql/effects.hpp"

#include "core/schema/builder.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

void EffectsOf::add(EffectAction action, std::string_view kind, std::string name) {
  effects_.push_back({.action = action,
                      .kind = std::string(kind),
                      .name = std::move(name),
                      .to = {},
                      .implied = false,
                      .guarded = is_guarded_});
}

void EffectsOf::requires_(std::string_view kind, std::string name) {
  add(EffectAction::requires_, kind, std::move(name));
}
void EffectsOf::creates(std::string_view kind, std::string name) {
  add(EffectAction::creates, kind, std::move(name));
}
void EffectsOf::drops(std::string_view kind, std::string name) {
  add(EffectAction::drops, kind, std::move(name));
}
void EffectsOf::alters(std::string_view kind, std::string name) {
  add(EffectAction::alters, kind, std::move(name));
}
void EffectsOf::renames(std::string_view kind, std::string from, std::string to) {
  add(EffectAction::renames, kind, std::move(from));
  effects_.back().to = std::move(to);
}
void EffectsOf::reads(std::string_view kind, std::string name) {
  add(EffectAction::reads, kind, std::move(name));
}
void EffectsOf::writes(std::string_view kind, std::string name) {
  add(EffectAction::writes, kind, std::move(name));
}

void EffectsOf::unknown(std::string why) {
  if (unknown_.empty()) unknown_ = std::move(why);
}

std::string EffectsOf::name_of(const Node& range_var) const {
  const std::string_view schema = range_var.text("schemaname");
  return core::name_part(schema.empty() ? state_.default_schema : Session::identifier(schema)) +
         '.' + core::name_part(Session::identifier(range_var.text("relname")));
}

std::string EffectsOf::name_of_list(const Node& names) const {
  std::string text = names.size() > 1 ? "" : core::name_part(state_.default_schema);
  for (const Node part : names) {
    if (!text.empty()) text += '.';
    text += core::name_part(Session::identifier(part.as_text()));
  }
  return text;
}

}  // namespace plumbline::sql
