/* What the C tests share: expectations that are counted, and a folder and a database of their own.
 */
#ifndef PLUMBLINE_TESTS_EXPECT_H
#define PLUMBLINE_TESTS_EXPECT_H

#include <plumbline.h>

/* Counts, and prints the place and text of one that does not hold. */
void expect_true(int holds, const char* text, const char* file, int line);
/* Strings, NULL included. */
void expect_same(const char* is, const char* wanted, const char* text, const char* file, int line);
/* A status; with an error object its message is printed when it differs. The error is freed. */
void expect_status(plumb_status is, plumb_status wanted, plumb_error** error, const char* text,
                   const char* file, int line);

#define EXPECT(condition) expect_true((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define EXPECT_SAME(is, wanted) expect_same((is), (wanted), #is, __FILE__, __LINE__)
#define EXPECT_STATUS(call, wanted, error) \
  expect_status((call), (wanted), (error), #call, __FILE__, __LINE__)

/* 0 when all held. Prints the sums. */
int expect_summary(void);

/* A new folder below TMPDIR; lives until remove_folder. */
const char* make_folder(void);
void remove_folder(void);
/* Writes folder/name; intermediate folders are made. Returns the path, valid until the next call.
 */
const char* write_file(const char* name, const char* text);

/* The server that the tests were started with, or NULL, which is told once as a skip. */
const char* server_uri(void);
/* Runs SQL there, several statements at once. Exits the process when it fails. */
void run_sql(const char* sql);
/* The same in a session that stays open, and with it what the SQL began, until it is closed. */
void* open_session(const char* sql);
void close_session(void* session);

/* An sqlx tree of two migrations in make_folder()/small/app, and its repository. */
plumb_repository* open_small_tree(void);

/* A schema out of snapshots/NAME.json. */
plumb_schema* load_snapshot(const char* name);

/* An ephemeral server for all tests, or NULL, which is told once as a skip. */
const plumb_server* own_server(void);
void end_own_server(void);

/* One file each; main.c calls them. */
void test_version(void);
void test_options(void);
void test_files(void);
void test_rules(void);
void test_check(void);
void test_cancel(void);
void test_target(void);
void test_registry(void);
void test_schema(void);
void test_diff(void);
void test_fix(void);
void test_prediction(void);
void test_servers(void);
void test_gate(void);

#endif
