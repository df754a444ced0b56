/* Registries, verify, and a target that is asked twice at once. */
#include <string.h>

#include "expect.h"

static const char make_registry[] =
    "DROP TABLE IF EXISTS _sqlx_migrations;"
    "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,"
    " installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL,"
    " checksum bytea NOT NULL, execution_time bigint NOT NULL);"
    "INSERT INTO _sqlx_migrations VALUES (1, 'accounts', now(), true,"
    " sha384(convert_to(E'CREATE TABLE accounts (id bigint);\\n', 'UTF8')), 1)";

struct nested {
  const plumb_repository* repository;
  plumb_target* target;
  plumb_status status;
};

/* The target is in use by the call that this event is of. */
static int32_t check_again(const plumb_event* event, void* user_data) {
  struct nested* nested = user_data;
  plumb_report* report = NULL;
  (void)event;
  nested->status = plumb_repository_check(nested->repository, nested->target, NULL, &report, NULL);
  plumb_report_free(report);
  return 0;
}

static void test_verify(const plumb_repository* repository, plumb_target* target) {
  static const char* const expect[] = {"_sqlx_migrations", "role:nobody_at_all", NULL};
  plumb_check_options options;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.expect = expect;
  EXPECT_STATUS(plumb_repository_verify(repository, target, &options, &report, &error), PLUMB_OK,
                &error);
  int missing = 0;
  int incomplete = 0;
  for (size_t i = 0; i < plumb_report_count(report); ++i) {
    const plumb_finding* finding = plumb_report_at(report, i);
    missing += strcmp(plumb_finding_rule(finding), "drift/missing-object") == 0;
    incomplete += strcmp(plumb_finding_rule(finding), "deploy/incomplete") == 0;
  }
  EXPECT(missing == 1);
  EXPECT(incomplete == 1);
  plumb_report_free(report);
  const plumb_project* project = plumb_repository_at(repository, 0);
  EXPECT_STATUS(plumb_project_verify(project, target, NULL, &report, &error), PLUMB_OK, &error);
  EXPECT(plumb_report_total(report, PLUMB_SEVERITY_ERROR) == 1);
  plumb_report_free(report);
}

static void test_rows(const plumb_project* project, plumb_target* target) {
  plumb_registry* registry = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_registry_read(project, target, &registry, &error), PLUMB_OK, &error);
  EXPECT(plumb_registry_count(registry) == 1);
  EXPECT(plumb_registry_applied(registry, plumb_project_change_at(project, 0)) == 1);
  EXPECT(plumb_registry_applied(registry, plumb_project_change_at(project, 1)) == 0);
  EXPECT(plumb_registry_applied(registry, NULL) == -1);
  EXPECT_STATUS(plumb_registry_render(registry, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"schema\": \"plumbline.registry/1\"") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_registry_render(registry, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "1  accounts") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_registry_render(registry, "xml", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_registry_render(registry, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_registry_render(registry, "json", NULL, &error), PLUMB_ARGUMENT, &error);
  plumb_registry_free(registry);
  EXPECT_STATUS(plumb_registry_read(project, NULL, &registry, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_registry_read(NULL, target, &registry, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_registry_read(project, target, NULL, &error), PLUMB_ARGUMENT, &error);
}

static void test_busy(const plumb_repository* repository, plumb_target* target) {
  struct nested nested = {repository, target, PLUMB_OK};
  plumb_check_options options;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.on_event = check_again;
  options.user_data = &nested;
  EXPECT_STATUS(plumb_repository_check(repository, target, &options, &report, &error), PLUMB_OK,
                &error);
  EXPECT(nested.status == PLUMB_BUSY);
  plumb_report_free(report);
  /* And free again afterwards. */
  EXPECT_STATUS(plumb_repository_check(repository, target, NULL, &report, &error), PLUMB_OK,
                &error);
  plumb_report_free(report);
}

void test_registry(void) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT(plumb_registry_count(NULL) == -1);
  EXPECT(plumb_registry_applied(NULL, NULL) == -1);
  EXPECT_STATUS(plumb_registry_render(NULL, "json", &text, &error), PLUMB_ARGUMENT, &error);
  plumb_registry_free(NULL);
  if (server_uri() == NULL) return;

  plumb_repository* repository = open_small_tree();
  const plumb_project* project = plumb_repository_at(repository, 0);
  plumb_target* target = NULL;
  plumb_registry* registry = NULL;
  run_sql("DROP TABLE IF EXISTS _sqlx_migrations");
  EXPECT_STATUS(plumb_target_open(server_uri(), NULL, &target, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_registry_read(project, target, &registry, &error), PLUMB_OK, &error);
  EXPECT(plumb_registry_count(registry) == -1);
  plumb_registry_free(registry);

  /* A later call on the same target reads what is there by then. */
  run_sql(make_registry);
  test_rows(project, target);
  test_verify(repository, target);
  test_busy(repository, target);
  /* What was read outlives where it came from, whatever is freed first. */
  EXPECT_STATUS(plumb_registry_read(project, target, &registry, &error), PLUMB_OK, &error);
  plumb_repository_free(repository);
  plumb_target_free(target);
  EXPECT_STATUS(plumb_registry_render(registry, "text", &text, &error), PLUMB_OK, &error);
  plumb_text_free(text);
  plumb_registry_free(registry);
  run_sql("DROP TABLE _sqlx_migrations");
}
