# An overlay port: --overlay-ports=CHECKOUT/cmake/vcpkg/ports. It builds the checkout that it lies in, so there is no archive and no
# checksum to keep. libpq is linked, not loaded when a database is opened as elsewhere: a static one cannot be loaded.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../.." ABSOLUTE)
string(COMPARE EQUAL "${VCPKG_LIBRARY_LINKAGE}" "dynamic" shared)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DPLUMBLINE_SHARED=${shared}
    -DPLUMBLINE_LIBPQ=link
    -DPLUMBLINE_STATIC_DEPENDENCIES=OFF
    -DPLUMBLINE_BUILD_TESTS=OFF
    -DPLUMBLINE_BUILD_EXAMPLES=OFF
    -DPLUMBLINE_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME plumbline CONFIG_PATH lib/cmake/plumbline)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share" "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
