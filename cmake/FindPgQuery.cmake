# libpg_query (PostgreSQL's grammar) as PgQuery::PgQuery. Conan has a CMake package of it, Debian and vcpkg have none. Installed beside
# plumblineConfig.cmake, because the static library needs it as well. Static where there is an archive, because
# the shared one exports PostgreSQL's own names, which a host that is itself PostgreSQL has too.
if(TARGET PgQuery::PgQuery)
  set(PgQuery_FOUND TRUE)
  return()
endif()
# Conan's.
find_package(PgQuery CONFIG QUIET)
if(TARGET PgQuery::PgQuery)
  set(PgQuery_FOUND TRUE)
  return()
endif()

find_path(PgQuery_INCLUDE_DIR pg_query.h)
option(PLUMBLINE_STATIC_PGQUERY "Link libpg_query statically where its archive is available" ON)
if(PLUMBLINE_STATIC_PGQUERY)
  find_library(PgQuery_LIBRARY NAMES libpg_query.a pg_query)
else()
  find_library(PgQuery_LIBRARY NAMES pg_query)
endif()
mark_as_advanced(PgQuery_INCLUDE_DIR PgQuery_LIBRARY)

if(PgQuery_INCLUDE_DIR)
  file(STRINGS "${PgQuery_INCLUDE_DIR}/pg_query.h" PgQuery_VERSION_LINE REGEX "^#define PG_VERSION_NUM ")
  string(REGEX REPLACE "^#define PG_VERSION_NUM ([0-9]+)[0-9][0-9][0-9][0-9].*" "\\1" PgQuery_VERSION "${PgQuery_VERSION_LINE}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PgQuery REQUIRED_VARS PgQuery_LIBRARY PgQuery_INCLUDE_DIR VERSION_VAR PgQuery_VERSION)
if(PgQuery_FOUND AND NOT TARGET PgQuery::PgQuery)
  add_library(PgQuery::PgQuery UNKNOWN IMPORTED)
  set_target_properties(PgQuery::PgQuery PROPERTIES
    IMPORTED_LOCATION "${PgQuery_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${PgQuery_INCLUDE_DIR}")
endif()
