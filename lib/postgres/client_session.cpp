#include "postgres/client_session.hpp"

#include <chrono>
#include <utility>

#include "plumbline/error.hpp"

namespace plumbline::postgres {

namespace {

constexpr int connect_ms = 10'000;
constexpr std::chrono::milliseconds no_limit = std::chrono::hours(24 * 365);

}  // namespace

ClientSession::ClientSession(const Writable& database, const Options& options)
    : wire_(database.uri(), {.application_name = options.application_name,
                             .connect_ms = connect_ms,
                             .client_encoding = "",
                             .cancel = nullptr}) {
  if (!options.on_notice) return;
  wire_.raw().listen([this, told = options.on_notice](std::string_view text) {
    told(wire_.redactor().apply(text));
  });
}

bool ClientSession::is_quiet() const {
  return system::wait_for({.descriptor = wire_.raw().socket(), .readable = true, .writable = false},
                          system::Deadline(std::chrono::milliseconds(0)),
                          -1) == system::Wakeup::over;
}

ClientSession::Outcome ClientSession::run(const std::string& sql,
                                          const std::function<void(const RawResult&)>& take) {
  wire_.require_open();
  try {
    wire_.send(sql);
    wire_.hand_over(system::Deadline(no_limit));
    return receive(take);
  } catch (const Error& error) {
    if (error.status() != Status::connection) throw;
    return {.end = End::lost, .words = {error.fields().detail + '\n'}};
  }
}

ClientSession::Outcome ClientSession::receive(const std::function<void(const RawResult&)>& take) {
  const system::Deadline deadline(no_limit);
  RawConnection& raw = wire_.raw();
  Outcome outcome;
  while (true) {
    while (raw.is_busy()) {
      wire_.wait(true, false, deadline);
      if (raw.consume()) continue;
      std::string words = wire_.redactor().apply(raw.last_words()) + '\n';
      // libpq gathers all that it has said.
      if (!outcome.words.empty() && words.starts_with(outcome.words.back()))
        words.erase(0, outcome.words.back().size());
      outcome.words.push_back(std::move(words));
      outcome.end = End::lost;
      return outcome;
    }
    const std::optional<RawResult> result = raw.next_result();
    if (!result) break;
    if (result->is_error()) {
      outcome.words.push_back(wire_.redactor().apply(result->words()));
      outcome.end = End::refused;
    } else if (result->has_rows()) {
      take(*result);
    }
  }
  if (raw.is_broken()) outcome.end = End::lost;
  return outcome;
}

}  // namespace plumbline::postgres
