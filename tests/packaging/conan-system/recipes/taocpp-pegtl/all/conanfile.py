"""For tests/packaging/conan.sh only: Debian's taocpp-pegtl under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class TaocppPegtl(ConanFile):
    name = "taocpp-pegtl"
    package_type = "header-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "pegtl")
        self.cpp_info.set_property("cmake_target_name", "taocpp::pegtl")
