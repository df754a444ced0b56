/* The C tests' database: libpq, so that nothing of what is tested is used. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "expect.h"

const char* server_uri(void) {
  static int is_told = 0;
  const char* uri = getenv("PLUMBLINE_TEST_URI");
  if (uri == NULL && !is_told) {
    is_told = 1;
    puts("[skip] capi: what needs a PostgreSQL: none was started for these tests");
  }
  return uri;
}

void* open_session(const char* sql) {
  PGconn* connection = PQconnectdb(server_uri());
  PGresult* result = PQexec(connection, sql);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    printf("%s\n%s\n", sql, PQerrorMessage(connection));
    exit(2);
  }
  PQclear(result);
  return connection;
}

void close_session(void* session) { PQfinish(session); }

void run_sql(const char* sql) { close_session(open_session(sql)); }
