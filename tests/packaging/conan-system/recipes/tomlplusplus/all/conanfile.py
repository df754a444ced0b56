"""For tests/packaging/conan.sh only: Debian's tomlplusplus under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Tomlplusplus(ConanFile):
    name = "tomlplusplus"
    package_type = "header-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "tomlplusplus")
        self.cpp_info.set_property("cmake_target_name", "tomlplusplus::tomlplusplus")
