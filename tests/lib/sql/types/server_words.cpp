#include "server_words.hpp"

#include <algorithm>

#include "sample_source.hpp"

namespace plumbline::tests {

namespace {

std::string fresh_database(const PostgresServer& server) {
  server.create_database("type_words");
  server.run_sql("type_words", sample_sql());
  return server.uri("type_words");
}

}  // namespace

ServerWords::ServerWords(const PostgresServer& server) : session_(fresh_database(server)) {
  session_.run(R"sql(
SET search_path = public, s2;
SET client_min_messages = error;
SET TimeZone = 'UTC';
CREATE TEMP TABLE pairs (i integer, e text);
-- Each answer comes out by an error, so that nothing stays.
CREATE FUNCTION pg_temp.type_of(e text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE answer text;
BEGIN
  EXECUTE 'CREATE TEMP VIEW answer_view AS SELECT ' || e || ' AS c FROM t';
  SELECT format_type(atttypid, atttypmod) INTO answer FROM pg_attribute
    WHERE attrelid = 'pg_temp.answer_view'::regclass AND attname = 'c';
  RAISE EXCEPTION USING ERRCODE = 'PL001', MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
  IF SQLSTATE = 'PL001' THEN RETURN 'type: ' || SQLERRM; END IF;
  RETURN SQLSTATE || ': ' || translate(SQLERRM, E'\n', ' ');
END $f$;
CREATE FUNCTION pg_temp.value_of(e text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE answer text;
BEGIN
  EXECUTE 'SELECT format(''%s'', ' || e || ')' INTO answer;
  RETURN 'value: ' || replace(replace(answer, E'\\', E'\\\\'), E'\n', '\n');
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ': ' || translate(SQLERRM, E'\n', ' ');
END $f$;
CREATE FUNCTION pg_temp.try_out(e text) RETURNS text LANGUAGE plpgsql AS $f$
BEGIN
  EXECUTE e;
  RAISE EXCEPTION USING ERRCODE = 'PL001';
EXCEPTION WHEN OTHERS THEN
  IF SQLSTATE = 'PL001' THEN RETURN 'ok'; END IF;
  RETURN SQLSTATE || ': ' || translate(SQLERRM, E'\n', ' ');
END $f$;
CREATE FUNCTION pg_temp.prepare(e text) RETURNS text LANGUAGE plpgsql AS $f$
BEGIN
  EXECUTE 'PREPARE answer_statement AS ' || e;
  DEALLOCATE answer_statement;
  RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ': ' || translate(SQLERRM, E'\n', ' ');
END $f$;
)sql");
}

std::vector<std::string> ServerWords::ask(const std::string& function,
                                          const std::vector<std::string>& texts) {
  std::vector<std::string> answers;
  for (std::size_t first = 0; first < texts.size(); first += 200) {
    const std::size_t last = std::min(first + 200, texts.size());
    std::string sql = "SELECT pg_temp." + function + "(e) FROM unnest(ARRAY[";
    for (std::size_t i = first; i < last; ++i) {
      if (i != first) sql += ", ";
      sql += "$words$" + texts[i] + "$words$";
    }
    sql += "]) WITH ORDINALITY AS u (e, i) ORDER BY i";
    const std::string lines = session_.run(sql);
    std::size_t at = 0;
    while (at < lines.size()) {
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      answers.push_back(lines.substr(at, end - at));
      at = end + 1;
    }
  }
  return answers;
}

std::vector<std::string> ServerWords::types_of(const std::vector<std::string>& expressions) {
  return ask("type_of", expressions);
}

std::vector<std::string> ServerWords::values_of(const std::vector<std::string>& expressions) {
  return ask("value_of", expressions);
}

std::vector<std::string> ServerWords::try_out(const std::vector<std::string>& statements) {
  return ask("try_out", statements);
}

std::vector<std::string> ServerWords::prepare(const std::vector<std::string>& statements) {
  return ask("prepare", statements);
}

}  // namespace plumbline::tests
