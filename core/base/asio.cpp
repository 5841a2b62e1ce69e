// The one translation unit that compiles the body of Boost.Asio (see CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
