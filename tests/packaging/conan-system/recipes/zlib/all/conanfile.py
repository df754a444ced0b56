"""For tests/packaging/conan.sh only: Debian's zlib under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Zlib(ConanFile):
    name = "zlib"
    package_type = "shared-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_find_mode", "both")
        self.cpp_info.set_property("cmake_file_name", "ZLIB")
        self.cpp_info.set_property("cmake_target_name", "ZLIB::ZLIB")
        self.cpp_info.system_libs = ["z"]
