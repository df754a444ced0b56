#include "support/session.hpp"

#include <libpq-fe.h>

#include <stdexcept>

namespace plumbline::tests {

struct Session::State {
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection;
};

namespace {

std::string rows_as_text(const PGresult* result) {
  std::string text;
  for (int row = 0; row < PQntuples(result); ++row) {
    if (row > 0) text += '\n';
    for (int column = 0; column < PQnfields(result); ++column) {
      if (column > 0) text += '|';
      text += PQgetvalue(result, row, column);
    }
  }
  return text;
}

}  // namespace

Session::Session(const std::string& uri)
    : state_(std::make_unique<State>(State{{PQconnectdb(uri.c_str()), &PQfinish}})) {
  PGconn* connection = state_->connection.get();
  if (PQstatus(connection) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection));
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);
}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

std::string Session::run(std::string_view sql) {
  PGconn* connection = state_->connection.get();
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection, std::string(sql).c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
    throw std::runtime_error(PQresultErrorMessage(result.get()));
  return rows_as_text(result.get());
}

Session::Outcome Session::try_run(std::string_view sql) {
  PGconn* connection = state_->connection.get();
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection, std::string(sql).c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COPY_IN) {
    PQputCopyEnd(connection, nullptr);
    while (PGresult* const rest = PQgetResult(connection)) PQclear(rest);
    return {};
  }
  if (status == PGRES_COPY_OUT) {
    char* row = nullptr;
    while (PQgetCopyData(connection, &row, 0) > 0) PQfreemem(row);
    while (PGresult* const rest = PQgetResult(connection)) PQclear(rest);
    return {};
  }
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
    return {};
  }
  const char* const sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const char* const message = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
  return {sqlstate == nullptr ? "?????" : sqlstate, message == nullptr ? "" : message};
}

}  // namespace plumbline::tests
