/// URIs of the same place, and URIs that no gate takes.
#include "postgres/scratch/place.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lib/postgres/database.hpp"
#include "postgres/uri.hpp"

using namespace plumbline;
using namespace plumbline::postgres;
using namespace plumbline::postgres::scratch;
using plumbline::tests::error_of;

TEST_CASE("another database of the same place has all that its URI said") {
  for (const char* uri : {"postgresql://me:p%40%24HOME@db.example:5433/old?sslmode=require",
                          "host=db.example port=5433 user=me password='p@$HOME' sslmode=require "
                          "dbname=old",
                          "db:pg://me:p%40%24HOME@db.example:5433/old?sslmode=require"}) {
    CAPTURE(uri);
    const Keywords keywords = parse_uri(with_database(uri, "new one$X"));
    CHECK(find_keyword(keywords, "dbname") == "new one$X");
    CHECK(find_keyword(keywords, "host") == "db.example");
    CHECK(find_keyword(keywords, "port") == "5433");
    CHECK(find_keyword(keywords, "user") == "me");
    CHECK(find_keyword(keywords, "password") == "p@$HOME");
    CHECK(find_keyword(keywords, "sslmode") == "require");
  }
}

TEST_CASE("places are equal when host, port and database are, and this machine is one host") {
  const Place here = place_of("postgresql:///shop");
  for (const char* uri : {"postgresql://localhost/shop", "postgresql://127.0.0.1:5432/shop",
                          "postgresql://[::1]/shop", "host=/run/postgresql dbname=shop", "shop",
                          "postgresql+psycopg2://me@localhost/shop", "postgresql://shop@LOCALHOST"})
    CHECK(place_of(uri) == here);
  for (const char* uri :
       {"postgresql:///shop2", "postgresql://localhost:5433/shop", "postgresql://db.example/shop"})
    CHECK(place_of(uri) != here);
  CHECK(place_of("postgresql://DB.example/shop") == place_of("db:pg://db.example:5432/shop"));
}

TEST_CASE("a URI that names no database for certain is refused before anybody is asked") {
  struct Row {
    const char* uri;
    Status status;
    const char* message;
  };
  for (const Row& row : {
           Row{"", Status::refused, "the scratch database's URI is empty"},
           Row{" \n", Status::refused, "the scratch database's URI is empty"},
           Row{"$SCRATCH_URL", Status::refused,
               "the scratch database's URI is \"$SCRATCH_URL\", which nobody expanded"},
           Row{"${SCRATCH_URL}", Status::refused,
               "the scratch database's URI is \"${SCRATCH_URL}\", which nobody expanded"},
           Row{"{{ scratch_url }}", Status::refused,
               "the scratch database's URI is \"{{ scratch_url }}\", which nobody expanded"},
           Row{"postgresql://me@localhost", Status::refused,
               "\"postgresql://me@localhost\" names no database"},
           Row{"postgresql://a,b/x", Status::refused, "\"postgresql://a,b/x\" names several hosts"},
           Row{"postgresql:///template1", Status::refused,
               "\"template1\" is a database of the system itself"},
           Row{"postgresql:///x", Status::ok, ""},
           Row{"service=scratch", Status::ok, ""},
           Row{"postgresql://me:$a@localhost/x", Status::ok, ""},
       }) {
    const Error error = error_of([&] { require_one_database(row.uri); });
    CAPTURE(row.uri);
    CHECK(error.status() == row.status);
    CHECK(std::string(error.what()) == row.message);
    if (row.status != Status::ok) CHECK_FALSE(error.fields().hint.empty());
  }
}
