"""For tests/packaging/conan.sh only: Debian's SQLite under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Sqlite3(ConanFile):
    name = "sqlite3"
    package_type = "shared-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "SQLite3")
        self.cpp_info.set_property("cmake_target_name", "SQLite::SQLite3")
        self.cpp_info.system_libs = ["sqlite3"]
