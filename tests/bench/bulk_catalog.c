/* bulk_catalog URI FILE: runs the statements of the file, which empty lines part, in one read-only
 * snapshot, reads all their rows and prints how many there were: the floor that a reader of schemas
 * is measured against. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[65536];

static long run(PGconn* connection, const char* sql) {
  PGresult* result = PQexec(connection, sql);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
    fprintf(stderr, "bulk_catalog: %s", PQerrorMessage(connection));
    exit(1);
  }
  const long rows = PQntuples(result);
  PQclear(result);
  return rows;
}

int main(int count, char** arguments) {
  if (count != 3) return 2;
  FILE* file = fopen(arguments[2], "r");
  if (file == NULL || fread(text, 1, sizeof text - 1, file) == 0) return 2;
  fclose(file);
  PGconn* connection = PQconnectdb(arguments[1]);
  if (PQstatus(connection) != CONNECTION_OK) {
    fprintf(stderr, "bulk_catalog: %s", PQerrorMessage(connection));
    return 1;
  }
  run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  long rows = 0;
  for (char* sql = text; sql != NULL;) {
    char* end = strstr(sql, "\n\n");
    if (end != NULL) *end = '\0';
    rows += run(connection, sql);
    sql = end == NULL ? NULL : end + 2;
  }
  run(connection, "ROLLBACK");
  PQfinish(connection);
  printf("%ld\n", rows);
  return 0;
}
