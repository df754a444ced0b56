/// plumbline.event/1 (json.md beside this file).
#include "plumbline/event.hpp"

#include <array>
#include <string_view>

#include "core/json.hpp"
#include "plumbline/render.hpp"

namespace plumbline {

std::string render_json(const Event& event) {
  constexpr std::array<std::string_view, 6> kinds = {"gate_start", "step_start", "progress",
                                                     "step_done",  "gate_done",  "note"};
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  const auto number_or_null = [&](std::string_view name, const std::optional<std::size_t>& value) {
    json.key(name);
    value ? json.number(static_cast<std::int64_t>(*value)) : json.null();
  };
  json.begin_object().member("schema", "plumbline.event/1");
  json.member("event", kinds.at(static_cast<std::size_t>(event.kind) - 1));
  json.key("gate").string_or_null(event.gate);
  json.key("step").string_or_null(event.step);
  json.key("project").string_or_null(event.project);
  json.member("message", event.message);
  number_or_null("done", event.done);
  number_or_null("total", event.total);
  json.member("elapsed_ms", event.elapsed_ms).key("passed");
  event.passed ? json.boolean(*event.passed) : json.null();
  json.end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
