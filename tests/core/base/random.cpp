#include "core/base/random.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <regex>
#include <sstream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cordee;
namespace fs = std::filesystem;

namespace {

/// From here on the kernel gives this process no random numbers.
bool forbid_getrandom()
{
    sock_filter program[]{
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getrandom},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (38 & SECCOMP_RET_DATA)}, // ENOSYS
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog filter{4, program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

std::string text_of(const fs::path& file)
{
    std::ostringstream out;
    out << std::ifstream{file}.rdbuf();
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(randomness)

// SEC-45
BOOST_AUTO_TEST_CASE(without_the_systems_generator_the_program_ends)
{
    const auto child = fork();
    if (child == 0) {
        const rlimit nothing{0, 0};
        setrlimit(RLIMIT_CORE, &nothing);
        std::signal(SIGABRT, SIG_DFL); // Boost.Test would catch it
        (void)!freopen("/dev/null", "w", stderr);
        if (!forbid_getrandom())
            _exit(2);
        (void)system_random().bytes<16>();
        _exit(0); // it went on without randomness
    }
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == SIGABRT);
}

// SEC-45: no other generator is in the product, and nothing that makes an ephemeral key known beforehand. The
// validator's fuzzer repeats itself by its seed; it makes messages for plugins under test and nothing else.
BOOST_AUTO_TEST_CASE(the_product_knows_no_other_generator)
{
    static const std::regex other{
        R"(mt19937|minstd_rand|ranlux|random_device|default_random_engine|\bs?rand\(|\bdrand48|RAND_bytes|RAND_seed|RAND_add|SeededRandom|FixedRandom|/dev/u?random)"};
    std::size_t files = 0;
    for (const char* part : {"core", "apps", "sdk"})
        for (const auto& entry : fs::recursive_directory_iterator{fs::path{CORDEE_SOURCE_DIR} / part}) {
            const auto extension = entry.path().extension();
            if (entry.path().filename() == "fuzzer.hpp" &&
                entry.path().parent_path().filename() == "validator")
                continue;
            if (extension != ".cpp" && extension != ".hpp" && extension != ".h")
                continue;
            ++files;
            BOOST_TEST(!std::regex_search(text_of(entry.path()), other), entry.path());
        }
    BOOST_TEST(files > 100u);
}

BOOST_AUTO_TEST_CASE(two_draws_differ)
{
    BOOST_TEST((system_random().bytes<32>() != system_random().bytes<32>()));
}

BOOST_AUTO_TEST_SUITE_END()
