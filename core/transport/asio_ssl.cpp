// The one translation unit that compiles the body of Asio's TLS streams.
#include <boost/asio/ssl/impl/src.hpp>
