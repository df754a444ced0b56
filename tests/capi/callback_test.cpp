/// What a callback of a C++ host throws does not cross the C functions: it ends the call.
#include <plumbline.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace {

std::int32_t throws_exception(const plumb_event*, void*) {
  throw std::runtime_error("of the host");
}
std::int32_t throws_number(const plumb_event*, void*) { throw 42; }

bool is_contained(const char* path, plumb_event_fn callback, const char* message) {
  plumb_repository* repository = nullptr;
  plumb_error* error = nullptr;
  plumb_repository_options options;
  plumb_options_init(&options, sizeof options);
  options.on_event = callback;
  const plumb_status status = plumb_repository_open(path, &options, &repository, &error);
  const char* said = plumb_error_message(error);
  const bool holds = status == PLUMB_INTERNAL && repository == nullptr && said != nullptr &&
                     std::strstr(said, message) != nullptr;
  if (!holds) std::printf("status %d: %s\n", status, said == nullptr ? "no error" : said);
  plumb_error_free(error);
  return holds;
}

/// At the first step of a gate. True also where no server can be started.
bool is_contained_in_gate(const char* path) {
  plumb_repository* repository = nullptr;
  plumb_run* run = nullptr;
  plumb_error* error = nullptr;
  plumb_gate_options options;
  plumb_options_init(&options, sizeof options);
  options.record = "";
  options.on_event = [](const plumb_event* event, void*) -> std::int32_t {
    return plumb_event_kind(event) == PLUMB_EVENT_STEP_START ? throws_exception(event, nullptr) : 0;
  };
  plumb_status status = plumb_repository_open(path, nullptr, &repository, &error);
  if (status == PLUMB_OK) status = plumb_repository_gate(repository, &options, &run, &error);
  const char* said = plumb_error_message(error);
  if (status == PLUMB_TOOL) std::printf("[skip] capi: a gate's callback: %s\n", said);
  const bool holds = status == PLUMB_TOOL || (status == PLUMB_INTERNAL && run == nullptr &&
                                              std::strstr(said, "of the host") != nullptr);
  if (!holds) std::printf("gate: status %d: %s\n", status, said == nullptr ? "no error" : said);
  plumb_error_free(error);
  plumb_repository_free(repository);
  return holds;
}

}  // namespace

int main(int, char** argv) {
  const bool holds = is_contained(argv[1], throws_exception, "of the host") &&
                     is_contained(argv[1], throws_number, "no exception") &&
                     is_contained_in_gate(argv[2]);
  return holds ? 0 : 1;
}
