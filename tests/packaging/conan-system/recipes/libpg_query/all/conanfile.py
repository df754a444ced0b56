"""For tests/packaging/conan.sh only: Debian's libpg_query under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class LibpgQuery(ConanFile):
    name = "libpg_query"
    package_type = "static-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "PgQuery")
        self.cpp_info.set_property("cmake_target_name", "PgQuery::PgQuery")
        self.cpp_info.system_libs = ["pg_query", "m", "pthread"]
