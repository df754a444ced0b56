"""For tests/packaging/conan.sh only: Debian's libpq under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Libpq(ConanFile):
    name = "libpq"
    package_type = "shared-library"
    settings = "os", "arch"
    options = {"with_openssl": [True, False]}
    default_options = {"with_openssl": False}

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_find_mode", "both")
        self.cpp_info.set_property("cmake_file_name", "PostgreSQL")
        self.cpp_info.set_property("cmake_target_name", "PostgreSQL::PostgreSQL")
        pq = self.cpp_info.components["pq"]
        pq.bindirs, pq.libdirs, pq.includedirs = [], [], ["/usr/include/postgresql"]
        pq.system_libs = ["pq"]
