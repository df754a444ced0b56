"""For tests/packaging/conan.sh only: Debian's fmt under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Fmt(ConanFile):
    name = "fmt"
    package_type = "shared-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "fmt")
        self.cpp_info.set_property("cmake_target_name", "fmt::fmt")
        self.cpp_info.system_libs = ["fmt"]
