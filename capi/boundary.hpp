/// What every C function does at the border: no exception leaves, outputs are NULL on failure,
/// option structs of other versions are read. The only place that catches everything.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumbline.h"
#include "plumbline/error.hpp"
#include "plumbline/event.hpp"

namespace plumbline::capi {

/// Sets `*error`, if there is one to set, and gives the status that the call returns.
plumb_status report_error(plumb_error** error, Status status, const ErrorFields& fields) noexcept;
/// A defect of this library.
plumb_status report_defect(plumb_error** error, const char* what) noexcept;

/// Runs `work`, which sets the outputs as its last step.
template <typename Work>
plumb_status boundary(plumb_error** error, Work&& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    std::forward<Work>(work)();
    return PLUMB_OK;
  } catch (const Error& problem) {
    return report_error(error, problem.status(), problem.fields());
  } catch (const std::bad_alloc&) {
    return PLUMB_NO_MEMORY;
  } catch (const std::exception& problem) {
    return report_defect(error, problem.what());
  } catch (...) {
    return report_defect(error, "something that is no exception of this library was thrown");
  }
}

/// For accessors that may have to allocate: `fallback` when that fails.
template <typename Result, typename Work>
Result accessor(Result fallback, Work&& work) noexcept {
  try {
    return std::forward<Work>(work)();
  } catch (...) {
    return fallback;
  }
}

/// Throws Error (argument) unless `is_given`.
void require(bool is_given, std::string_view what);

/// NULL for "", which is how the model says absent.
inline const char* or_null(const std::string& text) noexcept {
  return text.empty() ? nullptr : text.c_str();
}

/// The caller's options as this library knows them: defaults for fields that an older header has
/// not. Throws Error (argument) for a newer field that is not zero, and for a size that is none.
template <typename Options>
Options read_options(const Options* given) {
  Options options{};
  if (given == nullptr) return options;
  const std::size_t size = given->struct_size;
  require(size >= sizeof(std::size_t) && size <= 65'536,
          "struct_size of the options (call plumb_options_init)");
  std::memcpy(&options, given, std::min(size, sizeof options));
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  const bool is_newer = std::any_of(bytes + std::min(size, sizeof options), bytes + size,
                                    [](unsigned char byte) { return byte != 0; });
  bool is_reserved = false;
  if constexpr (requires { options.reserved; }) is_reserved = options.reserved != 0;
  if (is_newer || is_reserved) {
    throw Error(Status::argument,
                "the options hold a field that this version of the library does not know");
  }
  return options;
}

/// A list that ends with NULL; NULL is an empty one.
std::vector<std::string> read_list(const char* const* list);

/// `value`, or `fallback` for 0. Throws Error (argument) below 0.
std::int64_t positive_or(std::int64_t value, std::int64_t fallback, std::string_view name);

/// The part that all options of long calls share. `token` keeps the cancel alive for the call.
struct Control {
  CallControl control;
  std::shared_ptr<Cancel> token;
};

Control make_control(const plumb_cancel* cancel, plumb_event_fn on_event, void* user_data,
                     std::int32_t deadline_ms);

template <typename Options>
Control read_control(const Options& options) {
  return make_control(options.cancel, options.on_event, options.user_data, options.deadline_ms);
}

/// A text handle around `data`.
plumb_text* make_text(std::string data);

}  // namespace plumbline::capi
