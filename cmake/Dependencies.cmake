# Third-party libraries, each found by the name that Debian, vcpkg and Conan share. Why these: docs in CONTRIBUTING.md.
find_package(fmt 9.1 CONFIG REQUIRED)
find_package(pegtl 3.2 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)

# Static libcrypto where there is one: only SHA is used, and the shared one costs every start about a millisecond. What it finds is
# cached, so within another project that project chooses.
option(PLUMBLINE_STATIC_DEPENDENCIES "Link libcrypto, libyaml, SQLite and zlib statically where they are available" ${PROJECT_IS_TOP_LEVEL})
if(PLUMBLINE_STATIC_DEPENDENCIES)
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(SQLITE_USE_STATIC_LIBS ON)
  set(YAML_USE_STATIC_LIBS ON)
  set(ZLIB_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL COMPONENTS Crypto)
if(NOT OpenSSL_FOUND)
  set(OPENSSL_USE_STATIC_LIBS OFF)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)
endif()

# libpq is loaded when the first database is opened, never at start: only its header is needed here.
find_package(PostgreSQL REQUIRED)

# Backups are packed by gzip.
find_package(ZLIB)
if(NOT ZLIB_FOUND)
  set(ZLIB_USE_STATIC_LIBS OFF)
  find_package(ZLIB REQUIRED)
endif()

find_package(Yaml MODULE REQUIRED)
if(PLUMBLINE_SQLITE)
  find_package(Sqlite MODULE REQUIRED)
endif()
find_package(PgQuery MODULE REQUIRED)
find_package(Threads REQUIRED)

if(PLUMBLINE_BUILD_EXAMPLES OR PLUMBLINE_BUILD_TESTS)
  find_package(CLI11 CONFIG REQUIRED)
endif()
if(PLUMBLINE_BUILD_TESTS OR PLUMBLINE_BUILD_FUZZERS)
  find_package(simdjson CONFIG REQUIRED)
endif()
if(PLUMBLINE_BUILD_TESTS)
  find_package(doctest CONFIG REQUIRED)
endif()
