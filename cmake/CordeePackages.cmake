# The distribution's libraries; the list of Debian packages is in ./dev.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS unit_test_framework)
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(date REQUIRED)
# What Poco's package for PostgreSQL asks for, which CMake's own search finds only with the server's headers.
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
add_library(PostgreSQL::client ALIAS PkgConfig::LIBPQ)
find_package(Poco 1.11 REQUIRED COMPONENTS Foundation JSON Util Zip Data DataSQLite DataPostgreSQL)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(ARGON2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(MAXMINDDB REQUIRED IMPORTED_TARGET libmaxminddb)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(XAU REQUIRED IMPORTED_TARGET xau)
