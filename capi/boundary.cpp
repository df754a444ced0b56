#include "boundary.hpp"

#include "handles.hpp"

namespace plumbline::capi {

plumb_status report_error(plumb_error** error, Status status, const ErrorFields& fields) noexcept {
  if (error == nullptr || status == Status::no_memory) return static_cast<plumb_status>(status);
  try {
    *error = new plumb_error{status, fields};
  } catch (...) {
    return PLUMB_NO_MEMORY;
  }
  return static_cast<plumb_status>(status);
}

plumb_status report_defect(plumb_error** error, const char* what) noexcept {
  try {
    ErrorFields fields;
    fields.message = what;
    return report_error(error, Status::internal, fields);
  } catch (...) {
    return PLUMB_NO_MEMORY;
  }
}

void require(bool is_given, std::string_view what) {
  if (!is_given) throw Error(Status::argument, std::string(what) + " is missing or impossible");
}

std::vector<std::string> read_list(const char* const* list) {
  std::vector<std::string> texts;
  for (; list != nullptr && *list != nullptr; ++list) texts.emplace_back(*list);
  return texts;
}

std::int64_t positive_or(std::int64_t value, std::int64_t fallback, std::string_view name) {
  if (value < 0) throw Error(Status::argument, std::string(name) + " is below 0");
  return value == 0 ? fallback : value;
}

Control make_control(const plumb_cancel* cancel, plumb_event_fn on_event, void* user_data,
                     std::int32_t deadline_ms) {
  Control made;
  if (cancel != nullptr) made.token = cancel->token;
  made.control.cancel = made.token.get();
  made.control.deadline_ms = static_cast<int>(positive_or(deadline_ms, 0, "deadline_ms"));
  if (on_event == nullptr) return made;
  made.control.on_event = [on_event, user_data](const Event& event) {
    const plumb_event handle{event.kind, event.message, render_json(event)};
    return on_event(&handle, user_data) == 0;
  };
  return made;
}

plumb_text* make_text(std::string data) { return new plumb_text{std::move(data)}; }

}  // namespace plumbline::capi
