#include "postgres/session.hpp"

#include <chrono>

#include "postgres/errors.hpp"
#include "postgres/libpq.hpp"
#include "postgres/wire.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

using std::chrono::milliseconds;
using system::Deadline;

constexpr milliseconds no_limit = std::chrono::hours(24 * 365);
/// One piece of COPY data: large enough to make the calls cheap, small enough to be sent at once.
constexpr std::size_t copy_piece = std::size_t{1} << 20;

/// Settings as libpq's `options`: -c name=value, blanks and backslashes escaped.
Keywords startup(const SessionOptions& options) {
  std::string text;
  for (const auto& [name, value] : options.settings) {
    if (!text.empty()) text += ' ';
    text += "-c " + name + '=';
    for (const char c : value) {
      if (c == ' ' || c == '\\') text += '\\';
      text += c;
    }
  }
  if (text.empty()) return {};
  return {{"options", text}};
}

class LiveSession final : public Session {
 public:
  LiveSession(const Writable& database, const SessionOptions& options)
      : limit_(options.statement_ms == 0 ? no_limit : milliseconds(options.statement_ms)),
        wire_(database.uri(),
              {.application_name = options.application_name,
               .connect_ms = options.connect_ms,
               .statement_ms = options.statement_ms,
               .cancel = nullptr},
              startup(options)) {
    if (options.on_notice) {
      wire_.raw().listen([this, told = options.on_notice](std::string_view text) {
        told(wire_.redactor().apply(text));
      });
    }
  }

  [[nodiscard]] const std::string& name() const noexcept override { return wire_.name(); }
  [[nodiscard]] const std::string& database() const noexcept override { return wire_.database(); }
  [[nodiscard]] int server_version() const noexcept override { return wire_.server_version(); }
  [[nodiscard]] int backend_pid() const noexcept override {
    return wire_.is_open() ? wire_.raw().announced_pid() : 0;
  }
  [[nodiscard]] bool in_transaction() const noexcept override {
    return wire_.is_open() && wire_.raw().transaction() != TransactionState::none;
  }
  [[nodiscard]] bool is_open() const noexcept override { return wire_.is_open(); }
  void close() noexcept override { wire_.close(); }

  Outcome run(std::string_view sql) override {
    begin(sql);
    wire_.send(std::string(sql));
    return receive(Deadline(limit_));
  }
  Outcome run(std::string_view sql, Parameters parameters) override {
    begin(sql);
    wire_.send(std::string(sql), parameters);
    return receive(Deadline(limit_));
  }
  Outcome begin_copy(std::string_view sql) override;
  bool put_copy(std::string_view bytes) override;
  Outcome end_copy(const std::optional<std::string>& refusal) override;

 private:
  void begin(std::string_view sql);
  Outcome receive(const Deadline& deadline);
  void take(const RawResult& result, Outcome& outcome);
  /// Tells the server that no data will come, or reads its data away.
  void end_unwanted_copy(const RawResult& result, const Deadline& deadline);
  void require_connection(const RawResult& result);

  milliseconds limit_;
  Wire wire_;
};

void LiveSession::begin(std::string_view sql) {
  wire_.require_open();
  if (sql.find('\0') != std::string_view::npos)
    throw plain_error(Status::argument, "a statement holds a NUL byte");
}

/// The server's last words arrive as a result, and then the connection is gone.
void LiveSession::require_connection(const RawResult& result) {
  if (wire_.raw().is_broken()) wire_.throw_server_error(result.error());
}

void LiveSession::take(const RawResult& result, Outcome& outcome) {
  if (result.is_error()) {
    require_connection(result);
    if (outcome.error) return;
    ServerError error;
    error.fields = result.error();
    ErrorPlace place = result.error_place();
    for (std::string* text : {&error.fields.message, &error.fields.detail, &error.fields.hint,
                              &place.internal_query, &place.context})
      *text = wire_.redactor().apply(*text);
    error.position = place.position;
    error.internal_query = std::move(place.internal_query);
    error.context = std::move(place.context);
    error.object = std::move(place.object);
    error.source_line = std::move(place.source_line);
    outcome.error = std::move(error);
    return;
  }
  Command command{.tag = result.tag(), .rows = result.rows_touched()};
  if (result.has_rows()) command.result = result.rows();
  outcome.commands.push_back(std::move(command));
}

void LiveSession::end_unwanted_copy(const RawResult& result, const Deadline& deadline) {
  if (result.is_copy_in()) {
    if (!wire_.raw().end_copy("no rows are sent to a COPY inside a script")) wire_.throw_broken();
    wire_.hand_over(deadline);
    return;
  }
  while (const std::optional<Wait> next = wire_.raw().skip_copy_row()) {
    if (*next != Wait::readable) continue;
    wire_.wait(true, false, deadline);
    if (!wire_.raw().consume()) wire_.throw_broken();
  }
}

Outcome LiveSession::receive(const Deadline& deadline) {
  wire_.hand_over(deadline);
  Outcome outcome;
  while (const std::optional<RawResult> result = wire_.next(deadline)) {
    if (result->is_copy_in() || result->is_copy_out()) {
      end_unwanted_copy(*result, deadline);
    } else {
      take(*result, outcome);
    }
  }
  if (wire_.raw().is_broken()) wire_.throw_broken();
  return outcome;
}

Outcome LiveSession::begin_copy(std::string_view sql) {
  begin(sql);
  const Deadline deadline(limit_);
  wire_.send(std::string(sql));
  wire_.hand_over(deadline);
  Outcome outcome;
  while (const std::optional<RawResult> result = wire_.next(deadline)) {
    if (result->is_copy_in()) return outcome;
    take(*result, outcome);
  }
  if (!outcome.error) {
    outcome.error.emplace();
    outcome.error->fields.message = "the statement asks for no rows";
  }
  return outcome;
}

bool LiveSession::put_copy(std::string_view bytes) {
  wire_.require_open();
  const Deadline deadline(limit_);
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, copy_piece);
    const std::optional<Wait> put = wire_.raw().put_copy(piece);
    if (!put) {
      if (wire_.raw().is_broken()) wire_.throw_broken();
      return false;
    }
    if (*put == Wait::nothing) bytes.remove_prefix(piece.size());
    // What is handed over now is not kept in libpq's buffer.
    wire_.hand_over(deadline);
  }
  return true;
}

Outcome LiveSession::end_copy(const std::optional<std::string>& refusal) {
  wire_.require_open();
  const Deadline deadline(limit_);
  while (true) {
    const std::optional<Wait> ended = wire_.raw().end_copy(refusal ? refusal->c_str() : nullptr);
    if (!ended) {
      if (wire_.raw().is_broken()) wire_.throw_broken();
      break;  // the server has ended it: its reason is the result
    }
    if (*ended == Wait::nothing) break;
    wire_.wait(true, true, deadline);
    if (!wire_.raw().consume()) wire_.throw_broken();
  }
  return receive(deadline);
}

Rows rows_of(Outcome outcome) {
  if (outcome.error) throw server_error(std::move(outcome.error->fields));
  return outcome.commands.empty() ? Rows(0, {}) : std::move(outcome.commands.back().result);
}

}  // namespace

Rows Session::query(std::string_view sql) { return rows_of(run(sql)); }
Rows Session::query(std::string_view sql, Parameters parameters) {
  return rows_of(run(sql, parameters));
}

std::unique_ptr<Session> Session::open(const Writable& database, const SessionOptions& options) {
  return std::make_unique<LiveSession>(database, options);
}

}  // namespace plumbline::postgres
