/// Connection over libpq's asynchronous calls: connecting, one statement at a time, giving up in
/// time. What is said to the server besides the callers' texts is in transaction.cpp.
#include "postgres/connection.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/errors.hpp"
#include "postgres/transaction.hpp"
#include "postgres/versions.hpp"
#include "postgres/wire.hpp"
#include "system/deadline.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

using std::chrono::milliseconds;
using system::Deadline;

constexpr milliseconds grace{
    500};  // our deadline behind the server's own, so that its words are heard
constexpr milliseconds farewell{500};  // for a ROLLBACK whose answer nobody needs
/// Undone by the rollback behind the statement that it is for.
constexpr FixedSql set_lock_limit = "SELECT pg_catalog.set_config('lock_timeout', $1, true)";
constexpr FixedSql rollback_to_start_sql = rollback_to_start;

/// `{0}`, `{1}` … replaced by quoted identifiers.
std::string with_identifiers(std::string text, std::span<const std::string> identifiers) {
  if (identifiers.empty()) return text;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const bool is_place =
        at + 2 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' && text[at + 2] == '}';
    if (!is_place) {
      ++at;
      continue;
    }
    const auto index = static_cast<std::size_t>(text[at + 1] - '0');
    if (index >= identifiers.size())
      throw plain_error(Status::internal, "a statement lacks an identifier");
    const std::string quoted = quote_identifier(identifiers[index]);
    text.replace(at, 3, quoted);
    at += quoted.size();
  }
  return text;
}

/// What one statement, or several at once, came to.
struct Answer {
  Rows rows{0, {}};                  ///< of the last that gave any
  std::optional<ErrorFields> error;  ///< of the first that failed
};

class LiveConnection final : public Connection {
 public:
  LiveConnection(std::string_view uri, const TargetOptions& options)
      : uri_(uri),
        options_(options),
        wire_(uri, {.application_name = options.application_name,
                    .connect_ms = options.connect_ms,
                    .statement_ms = options.statement_ms,
                    .cancel = options.cancel}) {}
  ~LiveConnection() override;

  [[nodiscard]] const std::string& name() const noexcept override { return wire_.name(); }
  [[nodiscard]] const std::string& database() const noexcept override { return wire_.database(); }
  [[nodiscard]] int server_version() const noexcept override { return wire_.server_version(); }
  [[nodiscard]] int lock_ms() const noexcept override { return options_.lock_ms; }
  [[nodiscard]] int deadline_ms() const noexcept override {
    return static_cast<int>(statement_limit().count());
  }
  [[nodiscard]] int announced_pid() const noexcept override {
    return wire_.is_open() ? wire_.raw().announced_pid() : 0;
  }
  [[nodiscard]] bool uses_tls() const noexcept override {
    return wire_.is_open() && wire_.raw().uses_tls();
  }
  [[nodiscard]] std::unique_ptr<Connection> open_another(int limit_ms) const override;
  const std::vector<PathSchema>& search_path() override;
  Rows query(FixedSql sql, std::span<const std::string> identifiers,
             Parameters parameters) override;
  void query_all(std::span<const Statement> statements, const Take& take,
                 const Refuse& refuse) override;
  void query_briefly(const Statement& statement, int lock_ms,
                     const std::function<void(const RowView&)>& take) override;
  void end_snapshot() override;

 private:
  /// One call at a time: a second thread is told so instead of garbling the protocol.
  class Turn;

  void begin();
  Answer run(const std::string& sql, milliseconds limit);
  Answer receive(const Deadline& deadline);
  /// Runs statements until the server refuses one, which is returned.
  struct Refused {
    std::size_t statement;
    ErrorFields fields;
  };
  std::optional<Refused> run_pipeline(std::span<const Statement> statements, std::size_t first,
                                      const Take& take);
  std::optional<Refused> run_in_turn(std::span<const Statement> statements, std::size_t first,
                                     const Take& take);
  std::optional<Refused> run_statements(std::span<const Statement> statements, std::size_t first,
                                        const Take& take);
  void roll_back_to_start();
  [[nodiscard]] milliseconds statement_limit() const noexcept {
    return milliseconds(options_.statement_ms) + grace;
  }

  std::string uri_;  // with its password: for open_another
  TargetOptions options_;
  Wire wire_;
  bool in_transaction_ = false;
  std::vector<PathSchema> search_path_;
  std::atomic_flag in_use_;
};

class LiveConnection::Turn {
 public:
  explicit Turn(LiveConnection& connection) : flag_(connection.in_use_) {
    if (flag_.test_and_set(std::memory_order_acquire)) {
      throw plain_error(Status::busy,
                        system::format("\"{}\" is serving another call", connection.name()),
                        "open one target for each thread");
    }
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag& flag_;
};

LiveConnection::~LiveConnection() {
  try {
    end_snapshot();  // a pooler throws a server connection away that is left inside a transaction
  } catch (...) {    // only memory can be short, and the connection is closed next
  }
}

std::unique_ptr<Connection> LiveConnection::open_another(int limit_ms) const {
  TargetOptions options = options_;
  options.connect_ms = std::min(options.connect_ms, limit_ms);
  options.statement_ms = std::min(options.statement_ms, limit_ms);
  return open(uri_, options);
}

const std::vector<PathSchema>& LiveConnection::search_path() {
  const Turn turn(*this);
  wire_.require_open();
  if (!in_transaction_) begin();
  return search_path_;
}

void LiveConnection::begin() {
  const bool has_newer = has_newer_settings(wire_.server_version());
  Answer answer =
      run(begin_statement(options_, wire_.server_version(), has_newer), statement_limit());
  if (answer.error && has_newer &&
      answer.error->sqlstate == "42704") {  // a fork without the newer settings
    run(rollback, statement_limit());
    answer = run(begin_statement(options_, wire_.server_version(), false), statement_limit());
  }
  if (answer.error) {
    if (wire_.is_open() && !wire_.raw().is_broken()) run(rollback, farewell);
    wire_.throw_server_error(std::move(*answer.error));
  }
  in_transaction_ = true;
  search_path_.clear();
  for (std::size_t row = 0; row < answer.rows.count(); ++row) {
    search_path_.push_back(
        {.name = answer.rows.text(row, 0), .may_create = answer.rows.text(row, 1) == "t"});
  }
}

Rows LiveConnection::query(FixedSql sql, std::span<const std::string> identifiers,
                           Parameters parameters) {
  const Turn turn(*this);
  wire_.require_open();
  const std::string text =
      with_identifiers(for_version(sql.text(), wire_.server_version()), identifiers);
  if (!in_transaction_) begin();
  wire_.send(text, parameters);
  Answer answer = receive(Deadline(statement_limit()));
  if (!answer.error) return std::move(answer.rows);
  if (!wire_.raw().is_broken()) roll_back_to_start();
  wire_.throw_server_error(std::move(*answer.error));
}

std::optional<LiveConnection::Refused> LiveConnection::run_in_turn(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  for (std::size_t at = first; at < statements.size(); ++at) {
    wire_.send(for_version(statements[at].sql.text(), wire_.server_version()),
               statements[at].parameters);
    const Deadline deadline(statement_limit());
    wire_.hand_over(deadline);
    std::optional<ErrorFields> problem;
    while (const std::optional<RawResult> result = wire_.next(deadline)) {
      if (result->is_error() && !problem) problem = result->error();
      if (result->has_rows() && !problem) take(at, RowView(*result));
    }
    if (problem) return Refused{at, std::move(*problem)};
  }
  return std::nullopt;
}

std::optional<LiveConnection::Refused> LiveConnection::run_pipeline(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  if (!wire_.raw().enter_pipeline()) wire_.throw_broken();
  for (std::size_t at = first; at < statements.size(); ++at) {
    wire_.send(for_version(statements[at].sql.text(), wire_.server_version()),
               statements[at].parameters);
  }
  if (!wire_.raw().end_statements()) wire_.throw_broken();
  std::optional<Refused> refused;
  wire_.hand_over(Deadline(statement_limit()));
  for (std::size_t at = first; true;) {
    const std::optional<RawResult> result = wire_.next(Deadline(statement_limit()));
    if (!result) {  // the end of one statement; a broken connection has no others
      if (wire_.raw().is_broken()) wire_.throw_broken();
      ++at;
      continue;
    }
    if (result->is_sync()) break;
    if (result->is_error() && !result->is_aborted() && !refused)
      refused = Refused{at, result->error()};
    if (result->has_rows() && !refused) take(at, RowView(*result));
  }
  wire_.raw().leave_pipeline();
  return refused;
}

std::optional<LiveConnection::Refused> LiveConnection::run_statements(
    std::span<const Statement> statements, std::size_t first, const Take& take) {
  try {
    return RawConnection::has_pipeline() ? run_pipeline(statements, first, take)
                                         : run_in_turn(statements, first, take);
  } catch (...) {  // answers may be left on their way: nobody could tell whose
    wire_.close();
    in_transaction_ = false;
    throw;
  }
}

void LiveConnection::query_all(std::span<const Statement> statements, const Take& take,
                               const Refuse& refuse) {
  const Turn turn(*this);
  wire_.require_open();
  if (!in_transaction_) begin();
  std::size_t first = 0;
  while (first < statements.size()) {
    std::optional<Refused> refused = run_statements(statements, first, take);
    if (!refused) return;
    if (wire_.raw().is_broken()) wire_.throw_server_error(std::move(refused->fields));
    roll_back_to_start();
    for (std::string* text :
         {&refused->fields.message, &refused->fields.detail, &refused->fields.hint})
      *text = wire_.redactor().apply(*text);
    refuse(refused->statement, server_error(std::move(refused->fields)));
    wire_.require_open();
    first = refused->statement + 1;
  }
}

void LiveConnection::query_briefly(const Statement& statement, int lock_ms,
                                   const std::function<void(const RowView&)>& take) {
  const Turn turn(*this);
  wire_.require_open();
  if (!in_transaction_) begin();
  const std::array<std::optional<std::string>, 1> limit = {std::to_string(std::max(lock_ms, 1))};
  const std::array<Statement, 3> statements = {Statement{set_lock_limit, limit}, statement,
                                               Statement{rollback_to_start_sql, {}}};
  std::optional<Refused> refused =
      run_statements(statements, 0, [&](std::size_t at, const RowView& rows) {
        if (at == 1) take(rows);
      });
  if (!refused) return;
  if (!wire_.raw().is_broken()) roll_back_to_start();
  wire_.throw_server_error(std::move(refused->fields));
}

void LiveConnection::roll_back_to_start() {
  const Answer answer = run(rollback_to_start, statement_limit());
  if (answer.error) wire_.close();
}

void LiveConnection::end_snapshot() {
  const Turn turn(*this);
  if (!wire_.is_open() || !std::exchange(in_transaction_, false)) return;
  try {
    Answer answer = run(rollback, farewell);
    if (answer.error) wire_.throw_server_error(std::move(*answer.error));
  } catch (const Error&) {  // nothing is lost: what was read is read, and a closed connection holds
                            // no snapshot
    wire_.close();
  } catch (...) {  // as when memory was short
    wire_.close();
    throw;
  }
}

Answer LiveConnection::run(const std::string& sql, milliseconds limit) {
  wire_.send(sql);
  return receive(Deadline(limit));
}

Answer LiveConnection::receive(const Deadline& deadline) {
  wire_.hand_over(deadline);
  Answer answer;
  while (true) {
    const std::optional<RawResult> result = wire_.next(deadline);
    if (!result) return answer;
    if (result->is_error() && !answer.error) answer.error = result->error();
    if (result->has_rows()) answer.rows = result->rows();
  }
}

}  // namespace

RowView::RowView(const RawResult& result) : result_(result), count_(result.row_count()) {}
bool RowView::is_null(std::size_t row, std::size_t column) const {
  return result_.is_null(row, column);
}
std::string_view RowView::text(std::size_t row, std::size_t column) const {
  return result_.text(row, column);
}
std::int64_t RowView::number(std::size_t row, std::size_t column) const {
  const std::string_view digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string quote_identifier(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) {
    throw plain_error(Status::argument, "an identifier is empty or holds a NUL byte");
  }
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::unique_ptr<Connection> Connection::open(std::string_view uri, const TargetOptions& options) {
  return std::make_unique<LiveConnection>(uri, options);
}

}  // namespace plumbline::postgres
