// The entry point of every test program.
#define BOOST_TEST_MODULE cordee
#include <boost/test/unit_test.hpp>

#include <csignal>

namespace {

/// As every program of ours: a peer that is gone is an error of the call, not the end of the process.
struct NoPipeSignal {
    NoPipeSignal() { std::signal(SIGPIPE, SIG_IGN); }
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(NoPipeSignal);
