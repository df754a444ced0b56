/// Effects as text and as `plumbline.effects/1` (effects.md beside this file).
#include <array>

#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/effects.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

constexpr std::array actions = {std::pair{EffectAction::requires_, std::string_view("requires")},
                                std::pair{EffectAction::creates, std::string_view("creates")},
                                std::pair{EffectAction::drops, std::string_view("drops")},
                                std::pair{EffectAction::alters, std::string_view("alters")},
                                std::pair{EffectAction::renames, std::string_view("renames")},
                                std::pair{EffectAction::reads, std::string_view("reads")},
                                std::pair{EffectAction::writes, std::string_view("writes")}};

std::string_view direction_name(Direction direction) {
  switch (direction) {
    case Direction::deploy:
      return "deploy";
    case Direction::revert:
      return "revert";
    case Direction::verify:
      break;
  }
  return "verify";
}

std::string safe(std::string_view text) { return system::escape_for_display(text); }

bool is_known(const ChangeEffects& change) {
  for (const StatementEffects& statement : change.statements) {
    if (!statement.unknown.empty()) return false;
  }
  return true;
}

void write_effect(core::JsonWriter& json, const Effect& effect) {
  json.begin_object().member("kind", effect.kind);
  if (effect.action == EffectAction::renames) {
    json.member("from", effect.name).member("to", effect.to);
  } else {
    json.member("name", effect.name);
  }
  if (effect.implied) json.member("implied", true);
  if (effect.guarded) json.member("guarded", true);
  json.end_object();
}

void write_statement(core::JsonWriter& json, const StatementEffects& one) {
  json.begin_object().key("file").string_or_null(one.statement.where.file);
  json.member("line", one.statement.where.line).member("end_line", one.statement.end_line);
  json.key("sql").string_or_null(one.statement.sql);
  json.key("opaque").string_or_null(one.unknown);
  for (const auto& [action, name] : actions) {
    json.key(name).begin_array();
    for (const Effect& effect : one.effects) {
      if (effect.action == action) write_effect(json, effect);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string render_text(const std::vector<ChangeEffects>& changes, const TextStyle& style) {
  const Paint paint(style.color);
  std::string text;
  for (const ChangeEffects& change : changes) {
    text += paint(Ink::bold, safe(change.name));
    if (change.direction != Direction::deploy) {
      text += core::format(" ({})", direction_name(change.direction));
    }
    text += '\n';
    for (const StatementEffects& statement : change.statements) {
      for (const auto& [action, name] : actions) {
        for (const Effect& effect : statement.effects) {
          if (effect.action != action || (effect.implied && !style.verbose)) continue;
          text += core::format("  {:<8} {} {}{}{}\n", name, safe(effect.kind), safe(effect.name),
                               effect.to.empty() ? "" : " to " + safe(effect.to),
                               effect.guarded ? paint(Ink::dim, " (guarded)") : "");
        }
      }
      if (!statement.unknown.empty()) {
        text += core::format("  {} {}:{}: {}\n", paint(Ink::yellow, "unknown "),
                             safe(statement.statement.where.file), statement.statement.where.line,
                             safe(statement.unknown));
      }
    }
  }
  return text.empty() ? "no changes\n" : text;
}

std::string render_json(const std::vector<ChangeEffects>& changes) {
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.effects/1").member("version", version);
  json.key("changes").begin_array();
  for (const ChangeEffects& change : changes) {
    json.begin_object()
        .member("change", change.change)
        .member("name", change.name)
        .member("script", direction_name(change.direction))
        .member("known", is_known(change));
    json.key("statements").begin_array();
    for (const StatementEffects& statement : change.statements) write_statement(json, statement);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
