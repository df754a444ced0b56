"""For tests/packaging/conan.sh only: Debian's openssl under the names that conan-center's recipe gives. Holds no file."""
from conan import ConanFile


class Openssl(ConanFile):
    name = "openssl"
    package_type = "shared-library"
    settings = "os", "arch"

    def package_info(self):
        self.cpp_info.bindirs, self.cpp_info.libdirs, self.cpp_info.includedirs = [], [], []
        self.cpp_info.set_property("cmake_find_mode", "both")
        self.cpp_info.set_property("cmake_file_name", "OpenSSL")
        crypto = self.cpp_info.components["crypto"]
        crypto.bindirs, crypto.libdirs, crypto.includedirs = [], [], []
        crypto.set_property("cmake_target_name", "OpenSSL::Crypto")
        crypto.system_libs = ["crypto"]
