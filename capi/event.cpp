/// plumb_event.
#include "handles.hpp"

int32_t plumb_event_kind(const plumb_event* event) {
  return event == nullptr ? 0 : static_cast<int32_t>(event->kind);
}

const char* plumb_event_message(const plumb_event* event) {
  return event == nullptr ? nullptr : event->message.c_str();
}

const char* plumb_event_json(const plumb_event* event) {
  return event == nullptr ? nullptr : event->json.c_str();
}
