# What `cmake --install` lays down: component plumbline_runtime is libplumbline.so alone, plumbline_dev is what a compiler needs, and
# plumbline_tool the command line. The prefix may be moved afterwards: nothing installed names a folder of the building machine.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/plumbline")
# What a C compiler must be told to link static C++ code: stdc++ and m.
set(cxx_runtime ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(REMOVE_ITEM cxx_runtime gcc gcc_s c)
list(REMOVE_DUPLICATES cxx_runtime)

# One export set for each library: who wants the C ABI alone needs none of the static library's dependencies.
install(TARGETS plumbline_core EXPORT plumbline_core
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT plumbline_dev)
install(EXPORT plumbline_core FILE plumblineCoreTargets.cmake NAMESPACE plumbline::
  DESTINATION ${package_dir} COMPONENT plumbline_dev)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/plumbline" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT plumbline_dev
  FILES_MATCHING PATTERN "*.hpp")

if(PLUMBLINE_BUILD_CAPI)
  install(TARGETS plumbline_capi EXPORT plumbline_capi
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT plumbline_runtime NAMELINK_COMPONENT plumbline_dev
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT plumbline_runtime
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT plumbline_dev
    PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT plumbline_dev)
  install(EXPORT plumbline_capi FILE plumblineCapiTargets.cmake NAMESPACE plumbline::
    DESTINATION ${package_dir} COMPONENT plumbline_dev)

  # From the folder of plumbline.pc up to the prefix: ../.. below lib, ../../.. below lib/x86_64-linux-gnu.
  if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
    set(pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
    set(pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
  else()
    file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(pc_prefix "\${pcfiledir}/${up}")
    set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
  # The shared library holds all it needs. A static one is linked with `pkg-config --static --libs plumbline`.
  set(pc_requires "")
  set(pc_private "")
  if(NOT PLUMBLINE_SHARED)
    set(pc_requires "libcrypto, yaml-0.1, zlib")
    if(PLUMBLINE_SQLITE)
      string(APPEND pc_requires ", sqlite3")
    endif()
    if(PLUMBLINE_LIBPQ STREQUAL "link")
      string(APPEND pc_requires ", libpq")
    endif()
    list(TRANSFORM cxx_runtime PREPEND "-l" OUTPUT_VARIABLE runtime)
    list(JOIN runtime " " runtime)
    set(pc_private "-lplumbline-core -lpg_query ${runtime} -l${CMAKE_DL_LIBS} -pthread")
  endif()
  configure_file(cmake/plumbline.pc.in plumbline.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/plumbline.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT plumbline_dev)
endif()

configure_package_config_file(cmake/plumblineConfig.cmake.in plumblineConfig.cmake INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break.
write_basic_package_version_file(plumblineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/plumblineConfig.cmake" "${PROJECT_BINARY_DIR}/plumblineConfigVersion.cmake" cmake/FindPgQuery.cmake
  cmake/FindSqlite.cmake cmake/FindYaml.cmake
  DESTINATION ${package_dir} COMPONENT plumbline_dev)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT plumbline_dev)
