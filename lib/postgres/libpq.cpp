/// The only file that includes libpq-fe.h. With PLUMBLINE_LIBPQ=dlopen (the default) libpq.so.5 is
/// looked up at the first use; with =link, for static builds, the same table holds the linked
/// functions.
#include "postgres/libpq.hpp"

#include <dlfcn.h>
#include <libpq-fe.h>
#include <pthread.h>

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <new>
#include <thread>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

// clang-format off
#define PLUMB_LIBPQ_FUNCTIONS(X) \
  X(connect_start, PQconnectStartParams)         \
  X(connect_poll, PQconnectPoll)                 \
  X(finish, PQfinish)                            \
  X(status, PQstatus)                            \
  X(socket, PQsocket)                            \
  X(set_nonblocking, PQsetnonblocking)           \
  X(set_verbosity, PQsetErrorVerbosity)          \
  X(set_notice_processor, PQsetNoticeProcessor)  \
  X(transaction_status, PQtransactionStatus)     \
  X(command_status, PQcmdStatus)                 \
  X(command_rows, PQcmdTuples)                   \
  X(put_copy_data, PQputCopyData)                \
  X(put_copy_end, PQputCopyEnd)                  \
  X(get_copy_data, PQgetCopyData)                \
  X(free_memory, PQfreemem)                      \
  X(send_query, PQsendQuery)                     \
  X(send_query_params, PQsendQueryParams)        \
  X(flush, PQflush)                              \
  X(consume_input, PQconsumeInput)               \
  X(is_busy, PQisBusy)                           \
  X(get_result, PQgetResult)                     \
  X(clear, PQclear)                              \
  X(result_status, PQresultStatus)               \
  X(result_field, PQresultErrorField)            \
  X(result_message, PQresultErrorMessage)        \
  X(row_count, PQntuples)                        \
  X(column_count, PQnfields)                     \
  X(is_null, PQgetisnull)                        \
  X(value, PQgetvalue)                           \
  X(length, PQgetlength)                         \
  X(error_message, PQerrorMessage)               \
  X(server_version, PQserverVersion)             \
  X(user, PQuser)                                \
  X(host, PQhost)                                \
  X(port, PQport)                                \
  X(database, PQdb)                              \
  X(password, PQpass)                            \
  X(backend_pid, PQbackendPID)                   \
  X(uses_tls, PQsslInUse)                        \
  X(get_cancel, PQgetCancel)                     \
  X(cancel, PQcancel)                            \
  X(free_cancel, PQfreeCancel)

// Of libpq 14 and later; used when the one found has them.
#ifdef LIBPQ_HAS_PIPELINING
#define PLUMB_NEWER_LIBPQ_FUNCTIONS(X) \
  X(enter_pipeline, PQenterPipelineMode)         \
  X(leave_pipeline, PQexitPipelineMode)          \
  X(pipeline_sync, PQpipelineSync)
#else
#define PLUMB_NEWER_LIBPQ_FUNCTIONS(X)
#endif
// clang-format on

/// The functions in use, by libpq's own declarations.
struct Table {
#define PLUMB_DECLARE(name, function) decltype(&function) name;
  PLUMB_LIBPQ_FUNCTIONS(PLUMB_DECLARE)
  PLUMB_NEWER_LIBPQ_FUNCTIONS(PLUMB_DECLARE)
#undef PLUMB_DECLARE
};

#if PLUMBLINE_LIBPQ_LINKED

const Table& libpq() {
#define PLUMB_LINKED(name, function) .name = &function,
  static const Table table = {PLUMB_LIBPQ_FUNCTIONS(PLUMB_LINKED)
                                  PLUMB_NEWER_LIBPQ_FUNCTIONS(PLUMB_LINKED)};
#undef PLUMB_LINKED
  return table;
}

#else

[[noreturn]] void throw_missing(std::string detail) {
  throw Error(Status::tool,
              {.message = "libpq.so.5, PostgreSQL's client library, cannot be loaded",
               .detail = std::move(detail),
               .hint = "install it: apt-get install libpq5, dnf install libpq, apk add libpq",
               .sqlstate = "",
               .where = {}});
}

void* find_function(void* library, const char* name) {
  void* function = ::dlsym(library, name);
  if (function == nullptr) throw_missing(system::format("it has no function {}", name));
  return function;
}

Table load() {
  void* library = ::dlopen("libpq.so.5", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    throw_missing(reason == nullptr ? "" : reason);
  }
  Table table{};
#define PLUMB_LOAD(name, function) \
  table.name = reinterpret_cast<decltype(&function)>(find_function(library, #function));
  PLUMB_LIBPQ_FUNCTIONS(PLUMB_LOAD)
#undef PLUMB_LOAD
#define PLUMB_LOOK_UP(name, function) \
  table.name = reinterpret_cast<decltype(&function)>(::dlsym(library, #function));
  PLUMB_NEWER_LIBPQ_FUNCTIONS(PLUMB_LOOK_UP)
#undef PLUMB_LOOK_UP
  return table;
}

/// Loaded once and never unloaded: OpenSSL below it cannot be.
const Table& libpq() {
  static const Table table = load();
  return table;
}

#endif

std::string trimmed(const char* text) {
  std::string result = text == nullptr ? "" : text;
  while (!result.empty() && (result.back() == '\n' || result.back() == ' ')) result.pop_back();
  return result;
}

void pass_notice(void* listener, const char* text) {
  const auto& told = *static_cast<std::function<void(std::string_view)>*>(listener);
  try {
    if (told) told(text);
  } catch (...) {  // libpq is C: nothing may pass through it
  }
}

/// Shared by the caller and the thread that PQcancel blocks.
struct CancelRun {
  std::mutex mutex;
  std::condition_variable done;
  bool is_done = false;
};

}  // namespace

void RawResult::Clear::operator()(pg_result* result) const noexcept { libpq().clear(result); }

bool RawResult::is_error() const {
  const ExecStatusType status = libpq().result_status(result_.get());
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE ||
         status == PGRES_NONFATAL_ERROR;
}

bool RawResult::has_rows() const { return libpq().result_status(result_.get()) == PGRES_TUPLES_OK; }

Rows RawResult::rows() const {
  const Table& pq = libpq();
  const int columns = pq.column_count(result_.get());
  const int count = pq.row_count(result_.get());
  std::vector<std::optional<std::string>> values;
  values.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (pq.is_null(result_.get(), row, column) != 0) {
        values.emplace_back();
        continue;
      }
      const auto length = static_cast<std::size_t>(pq.length(result_.get(), row, column));
      values.emplace_back(std::in_place, pq.value(result_.get(), row, column), length);
    }
  }
  return {static_cast<std::size_t>(columns), std::move(values)};
}

bool RawResult::is_sync() const {
#ifdef LIBPQ_HAS_PIPELINING
  return libpq().result_status(result_.get()) == PGRES_PIPELINE_SYNC;
#else
  return false;
#endif
}

bool RawResult::is_aborted() const {
#ifdef LIBPQ_HAS_PIPELINING
  return libpq().result_status(result_.get()) == PGRES_PIPELINE_ABORTED;
#else
  return false;
#endif
}

std::size_t RawResult::row_count() const {
  return static_cast<std::size_t>(libpq().row_count(result_.get()));
}

std::size_t RawResult::column_count() const {
  return static_cast<std::size_t>(libpq().column_count(result_.get()));
}

std::string RawResult::words() const { return libpq().result_message(result_.get()); }

bool RawResult::is_null(std::size_t row, std::size_t column) const {
  return libpq().is_null(result_.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
}

std::string_view RawResult::text(std::size_t row, std::size_t column) const {
  const auto at_row = static_cast<int>(row);
  const auto at_column = static_cast<int>(column);
  const Table& pq = libpq();
  return {pq.value(result_.get(), at_row, at_column),
          static_cast<std::size_t>(pq.length(result_.get(), at_row, at_column))};
}

ErrorFields RawResult::error() const {
  const auto field = [&](int code) { return trimmed(libpq().result_field(result_.get(), code)); };
  ErrorFields fields{.message = field(PG_DIAG_MESSAGE_PRIMARY),
                     .detail = field(PG_DIAG_MESSAGE_DETAIL),
                     .hint = field(PG_DIAG_MESSAGE_HINT),
                     .sqlstate = field(PG_DIAG_SQLSTATE),
                     .where = {}};
  // libpq's own, for a broken connection, have no fields.
  if (fields.message.empty()) fields.message = trimmed(libpq().result_message(result_.get()));
  return fields;
}

bool RawResult::is_copy_in() const { return libpq().result_status(result_.get()) == PGRES_COPY_IN; }
bool RawResult::is_copy_out() const {
  return libpq().result_status(result_.get()) == PGRES_COPY_OUT;
}

std::string RawResult::tag() const { return libpq().command_status(result_.get()); }

std::optional<std::int64_t> RawResult::rows_touched() const {
  const std::string_view digits = libpq().command_rows(result_.get());
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (digits.empty() || problem != std::errc()) return std::nullopt;
  return count;
}

ErrorPlace RawResult::error_place() const {
  const auto field = [&](int code) { return trimmed(libpq().result_field(result_.get(), code)); };
  ErrorPlace place{.position = 0,
                   .internal_query = field(PG_DIAG_INTERNAL_QUERY),
                   .context = field(PG_DIAG_CONTEXT),
                   .object = field(PG_DIAG_SCHEMA_NAME),
                   .source_line = field(PG_DIAG_SOURCE_LINE)};
  for (const int code :
       {PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME, PG_DIAG_DATATYPE_NAME}) {
    const std::string part = field(code);
    if (!part.empty()) place.object += (place.object.empty() ? "" : ".") + part;
  }
  const std::string digits =
      field(place.internal_query.empty() ? PG_DIAG_STATEMENT_POSITION : PG_DIAG_INTERNAL_POSITION);
  std::from_chars(digits.data(), digits.data() + digits.size(), place.position);
  return place;
}

void RawConnection::Finish::operator()(pg_conn* connection) const noexcept {
  libpq().finish(connection);
}

RawConnection::RawConnection(const Keywords& keywords) {
  const Table& pq = libpq();
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : keywords) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  connection_.reset(pq.connect_start(names.data(), values.data(), 0));
  if (connection_ == nullptr) throw std::bad_alloc();
  pq.set_verbosity(connection_.get(),
                   PQERRORS_VERBOSE);  // the only way to a failed connection's SQLSTATE
  pq.set_notice_processor(connection_.get(), pass_notice, on_notice_.get());
}

std::optional<Wait> RawConnection::connect() {
  const Table& pq = libpq();
  if (pq.status(connection_.get()) == CONNECTION_BAD) return std::nullopt;
  switch (pq.connect_poll(connection_.get())) {
    case PGRES_POLLING_READING:
      return Wait::readable;
    case PGRES_POLLING_WRITING:
      return Wait::writable;
    case PGRES_POLLING_OK:
      pq.set_nonblocking(connection_.get(), 1);
      return Wait::nothing;
    default:
      return std::nullopt;
  }
}

void RawConnection::listen(std::function<void(std::string_view)> on_notice) {
  *on_notice_ = std::move(on_notice);
}

TransactionState RawConnection::transaction() const {
  switch (libpq().transaction_status(connection_.get())) {
    case PQTRANS_INTRANS:
      return TransactionState::open;
    case PQTRANS_INERROR:
      return TransactionState::failed;
    default:
      return TransactionState::none;
  }
}

std::optional<Wait> RawConnection::put_copy(std::string_view bytes) {
  // Its length is an int; callers send far less at a time.
  const int put =
      libpq().put_copy_data(connection_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (put < 0) return std::nullopt;
  return put == 0 ? Wait::writable : Wait::nothing;
}

std::optional<Wait> RawConnection::end_copy(const char* refusal) {
  const int put = libpq().put_copy_end(connection_.get(), refusal);
  if (put < 0) return std::nullopt;
  return put == 0 ? Wait::writable : Wait::nothing;
}

std::optional<Wait> RawConnection::skip_copy_row() {
  char* row = nullptr;
  const int size = libpq().get_copy_data(connection_.get(), &row, 1);
  if (row != nullptr) libpq().free_memory(row);
  if (size < 0) return std::nullopt;
  return size == 0 ? Wait::readable : Wait::nothing;
}

int RawConnection::socket() const { return libpq().socket(connection_.get()); }

bool RawConnection::send(const std::string& sql) {
  return libpq().send_query(connection_.get(), sql.c_str()) == 1;
}

bool RawConnection::send(const std::string& sql, Parameters parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const std::optional<std::string>& parameter : parameters)
    values.push_back(parameter ? parameter->c_str() : nullptr);
  return libpq().send_query_params(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                   nullptr, values.data(), nullptr, nullptr, 0) == 1;
}

#ifdef LIBPQ_HAS_PIPELINING

bool RawConnection::has_pipeline() {
  const Table& pq = libpq();
  return pq.enter_pipeline != nullptr && pq.leave_pipeline != nullptr &&
         pq.pipeline_sync != nullptr;
}
bool RawConnection::enter_pipeline() { return libpq().enter_pipeline(connection_.get()) == 1; }
bool RawConnection::end_statements() { return libpq().pipeline_sync(connection_.get()) == 1; }
void RawConnection::leave_pipeline() { libpq().leave_pipeline(connection_.get()); }

#else

bool RawConnection::has_pipeline() { return false; }
bool RawConnection::enter_pipeline() { return false; }
bool RawConnection::end_statements() { return false; }
void RawConnection::leave_pipeline() {}

#endif

std::optional<Wait> RawConnection::flush() {
  const int left = libpq().flush(connection_.get());
  if (left < 0) return std::nullopt;
  return left == 0 ? Wait::nothing : Wait::writable;
}

bool RawConnection::consume() { return libpq().consume_input(connection_.get()) == 1; }

bool RawConnection::is_busy() const { return libpq().is_busy(connection_.get()) == 1; }

std::optional<RawResult> RawConnection::next_result() {
  PGresult* result = libpq().get_result(connection_.get());
  if (result == nullptr) return std::nullopt;
  return RawResult(result);
}

bool RawConnection::is_broken() const {
  return libpq().status(connection_.get()) == CONNECTION_BAD;
}

std::string RawConnection::last_words() const {
  return trimmed(libpq().error_message(connection_.get()));
}

bool RawConnection::is_out_of_memory() const {
  const std::string_view words = libpq().error_message(connection_.get());
  return words.starts_with("out of memory") || words.starts_with("cannot allocate memory");
}

int RawConnection::server_version() const { return libpq().server_version(connection_.get()); }
std::string RawConnection::user() const { return trimmed(libpq().user(connection_.get())); }
std::string RawConnection::host() const { return trimmed(libpq().host(connection_.get())); }
std::string RawConnection::port() const { return trimmed(libpq().port(connection_.get())); }
std::string RawConnection::database() const { return trimmed(libpq().database(connection_.get())); }
int RawConnection::announced_pid() const { return libpq().backend_pid(connection_.get()); }
bool RawConnection::uses_tls() const { return libpq().uses_tls(connection_.get()) != 0; }
std::string RawConnection::password() const { return trimmed(libpq().password(connection_.get())); }

// PQcancel connects and reads without any limit, and libpq before 17 has no other way: a thread of
// its own waits for it, without the host's signals, and is left behind when the peer is silent.
void RawConnection::request_cancel(int limit_ms) const {
  PGcancel* cancel = libpq().get_cancel(connection_.get());
  if (cancel == nullptr) return;
  const auto run = std::make_shared<CancelRun>();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread([run, cancel] {
      char words[256];
      libpq().cancel(cancel, words, sizeof words);
      libpq().free_cancel(cancel);
      const std::lock_guard lock(run->mutex);
      run->is_done = true;
      run->done.notify_all();
    }).detach();
  } catch (const std::exception&) {  // no thread to be had: the closed connection has to do
    libpq().free_cancel(cancel);
    run->is_done = true;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::unique_lock lock(run->mutex);
  run->done.wait_for(lock, std::chrono::milliseconds(limit_ms), [&] { return run->is_done; });
}

}  // namespace plumbline::postgres
