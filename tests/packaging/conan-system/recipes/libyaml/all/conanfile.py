"""For tests/packaging/conan.sh only: Debian's libyaml under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Libyaml(ConanFile):
    name = "libyaml"
    package_type = "shared-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_file_name", "yaml")
        self.cpp_info.set_property("cmake_target_name", "yaml")
        self.cpp_info.system_libs = [":libyaml.so"]  # "yaml" would be the target itself
