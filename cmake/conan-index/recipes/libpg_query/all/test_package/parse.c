/* Parses a statement and one that is none, and wants the tree of the first and the error of the
 * second. */
#include <pg_query.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  PgQueryParseResult good = pg_query_parse("CREATE TABLE account (id bigint)");
  PgQueryParseResult bad = pg_query_parse("CREATE TABEL account (id bigint)");
  int done = good.error == NULL && strstr(good.parse_tree, "\"CreateStmt\"") != NULL &&
             bad.error != NULL && bad.error->cursorpos == 8;
  printf("PostgreSQL %s: %s\n", PG_VERSION, done ? "parsed" : "wrong");
  pg_query_free_parse_result(good);
  pg_query_free_parse_result(bad);
  return done ? 0 : 1;
}
