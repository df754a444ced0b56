/// The waits of a connection, over libpq's asynchronous calls.
#include "postgres/wire.hpp"

#include <new>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/errors.hpp"
#include "system/environment.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

using std::chrono::milliseconds;
using system::Deadline;
using system::Wakeup;

constexpr int oldest_version = 120'000;
constexpr int cancel_ms = 1'000;

/// `--db "$DATABASE_URL"` with the variable unset must not end at whatever database this machine
/// happens to have.
void require_environment() {
  const system::Environment environment;
  for (const char* name : {"PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER", "PGPORT"}) {
    if (!environment.get(name).value_or("").empty()) return;
  }
  throw plain_error(
      Status::argument, "the database URI is empty",
      "a variable may be unset where the URI comes from; to use libpq's environment set PGHOST, "
      "PGDATABASE or PGSERVICE");
}

/// postgres://user@host:port/database, of the host that was reached.
std::string describe(const RawConnection& raw) {
  const std::string host = raw.host();
  const std::string port = raw.port();
  const bool is_socket = host.starts_with('/') || host.starts_with('@');
  std::string name = "postgres://" + raw.user() + '@';
  if (!is_socket) name += host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (!port.empty() && port != "5432") name += ':' + port;
  name += '/' + raw.database();
  if (is_socket) name += "?host=" + host;
  return system::escape_for_display(name);
}

/// The earlier of the wait's own deadline and the call's.
Deadline bounded(const Deadline& own) noexcept {
  const system::CallScope* call = system::CallScope::current();
  return call != nullptr && call->deadline() ? earlier(own, *call->deadline()) : own;
}

}  // namespace

int Wire::stop_descriptor() const noexcept {
  const system::CallScope* call = system::CallScope::current();
  if (call != nullptr && call->stop_descriptor() >= 0) return call->stop_descriptor();
  return options_.cancel == nullptr ? -1 : options_.cancel->descriptor();
}

Wire::Wire(std::string_view uri, const WireOptions& options, const Keywords& more)
    : options_(options), name_(system::redact_uri(uri)) {
  Keywords keywords = parse_uri(uri);
  const bool is_empty = keywords.empty();
  if (is_empty) require_environment();
  redactor_.add_uri(uri);
  for (const char* secret : {"password", "sslpassword"})
    redactor_.add_secret(find_keyword(keywords, secret));
  const std::string user(find_keyword(keywords, "user"));
  if (!options.application_name.empty())
    keywords.emplace_back("fallback_application_name", options.application_name);
  if (!options.client_encoding.empty())
    keywords.emplace_back("client_encoding", options.client_encoding);
  for (const auto& [name, value] : more) {
    // Settings add to those of the URI, and win.
    const std::string given(name == "options" ? find_keyword(keywords, name) : "");
    keywords.emplace_back(name, given.empty() ? value : given + ' ' + value);
  }
  const Deadline deadline(milliseconds(options_.connect_ms));
  raw_.emplace(keywords);
  if (user != raw_->password()) redactor_.add_secret(raw_->password());
  if (is_empty) name_ = describe(*raw_);
  connect(deadline);
  name_ = describe(*raw_);
  database_ = raw_->database();
  server_version_ = raw_->server_version();
  if (server_version_ < oldest_version) {
    throw plain_error(Status::unsupported,
                      system::format("\"{}\" runs PostgreSQL {}.{}, older than 12", name_,
                                     server_version_ / 10'000, server_version_ % 10'000));
  }
}

void Wire::connect(const Deadline& deadline) {
  // libpq asks for this first wait; its socket may change from step to step.
  std::optional<Wait> next = raw_->is_broken() ? std::nullopt : std::optional(Wait::writable);
  while (next && *next != Wait::nothing) {
    const Wakeup wakeup = system::wait_for({.descriptor = raw_->socket(),
                                            .readable = *next == Wait::readable,
                                            .writable = *next == Wait::writable},
                                           bounded(deadline), stop_descriptor());
    if (wakeup != Wakeup::ready) system::check_interruption();
    if (wakeup == Wakeup::stopped)
      throw plain_error(Status::cancelled, system::format("opening \"{}\" was cancelled", name_));
    if (wakeup == Wakeup::over) {
      throw plain_error(
          Status::timeout,
          system::format("\"{}\" did not answer within {} ms", name_, options_.connect_ms),
          "check host, port and firewall, or allow more time");
    }
    next = raw_->connect();
  }
  if (!next) {
    throw connection_error(system::format("\"{}\" cannot be opened", name_),
                           redactor_.apply(raw_->last_words()));
  }
}

void Wire::require_open() const {
  system::check_interruption();
  if (options_.cancel != nullptr && options_.cancel->requested()) {
    throw plain_error(Status::cancelled, system::format("the call on \"{}\" was cancelled", name_));
  }
  if (!raw_)
    throw plain_error(Status::connection,
                      system::format("the connection to \"{}\" is closed", name_));
}

void Wire::send(const std::string& sql) {
  if (!raw_->send(sql)) throw_broken();
}

void Wire::send(const std::string& sql, Parameters parameters) {
  if (!raw_->send(sql, parameters)) throw_broken();
}

void Wire::wait(bool readable, bool writable, const Deadline& deadline) {
  const Wakeup wakeup =
      system::wait_for({.descriptor = raw_->socket(), .readable = readable, .writable = writable},
                       bounded(deadline), stop_descriptor());
  if (wakeup != Wakeup::ready) give_up(wakeup);
}

void Wire::hand_over(const Deadline& deadline) {
  while (true) {
    const std::optional<Wait> left = raw_->flush();
    if (!left) throw_broken();
    if (*left == Wait::nothing) return;
    wait(true, true, deadline);  // a server that sends before it reads would else block both sides
    if (!raw_->consume()) throw_broken();
  }
}

std::optional<RawResult> Wire::next(const Deadline& deadline) {
  while (raw_->is_busy()) {
    // What libpq had no memory for is lost, and nobody would send it again.
    if (raw_->is_out_of_memory()) throw std::bad_alloc();
    wait(true, false, deadline);
    if (!raw_->consume()) throw_broken();
  }
  return raw_->next_result();
}

void Wire::throw_server_error(ErrorFields fields) {
  for (std::string* text : {&fields.message, &fields.detail, &fields.hint})
    *text = redactor_.apply(*text);
  const bool is_broken = !raw_ || raw_->is_broken();
  if (is_broken) {
    raw_.reset();
    if (fields.sqlstate.empty()) {
      throw connection_error(system::format("the connection to \"{}\" broke", name_),
                             fields.message);
    }
  }
  Error error = server_error(std::move(fields));
  if (is_broken && error.status() == Status::server)
    throw Error(Status::connection, error.fields());
  throw error;
}

void Wire::throw_broken() {
  const std::string words = redactor_.apply(raw_->last_words());
  raw_.reset();
  throw connection_error(system::format("the connection to \"{}\" broke", name_), words);
}

void Wire::give_up(Wakeup why) {
  raw_->request_cancel(cancel_ms);
  raw_.reset();
  system::check_interruption();
  if (why == Wakeup::stopped)
    throw plain_error(Status::cancelled, system::format("the call on \"{}\" was cancelled", name_));
  throw plain_error(
      Status::timeout,
      system::format("\"{}\" did not answer a query within {} ms", name_, options_.statement_ms),
      "the server or the network is stuck; try again, or allow more time");
}

}  // namespace plumbline::postgres
