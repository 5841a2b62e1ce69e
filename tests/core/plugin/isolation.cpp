// A hostile plugin tries what it likes, and nothing of it works. docs/security.md lists the attempts;
// CORDEE_WRITE_TABLE=1 writes that table anew.
#include "core/plugin/host_process.hpp"
#include "tests/core/plugin/supervised.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace cordee;
using namespace cordee::test;

namespace fs = std::filesystem;

namespace {

/// The cache of a person who has two packages, their home, and the hostile plugin at work in it, which was
/// given folders.
struct Cell {
    Cell()
    {
        write_text(home.path() / "secret", "secret");
        write_text(own() / "picture", "picture");
        write_text(other() / "library", "library");
        fill(given());
        fs::copy_file(CORDEE_BINARY_DIR "/plugins/hostile.so", own() / "hostile.so");
        start();
    }

    [[nodiscard]] fs::path own() const { return home.path() / "cache" / "hostile" / "0.1.0"; }
    [[nodiscard]] fs::path other() const { return home.path() / "cache" / "other" / "0.1.0"; }

    [[nodiscard]] fs::path given() const { return home.path() / "given"; }

    void fill(const fs::path& folder) const
    {
        write_text(folder / "a", "a");
        write_text(folder / "entry" / "b", "b");
        write_text(folder / "real" / "secret", "harmless");
        write_text(folder / ".x.cordee-part", "of another transfer");
        fs::create_symlink(home.path() / "secret", folder / "link");
        fs::create_symlink(home.path(), folder / "way");
        fs::create_hard_link(home.path() / "secret", folder / "second");
        BOOST_REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
    }

    void start()
    {
        auto launch = launch_of("hostile");
        launch.capabilities = {{plugin::kFolderCapability, "", true, true, 3}};
        launch.folders = {{"given", given(), "", "*", "*"},
                          {"devices", "/dev", "", "*", ""},
                          {"everything", "/", "", "*", ""},
                          {"withheld", given(), "", "fetch", "send"},
                          {"one entry", given(), "entry", "*", "*"}};
        launch.library = own() / "hostile.so";
        launch.folder = own();
        launch.environment = {"HOME=" + home.path().string()};
        auto limits = quick_limits();
        limits.restarts = 1000; // it ends itself again and again
        limits.restart_delay = std::chrono::milliseconds{0};
        limits.silent_pings = 100; // a race takes its time
        it = std::make_unique<Supervised>(std::move(launch), limits);
        BOOST_REQUIRE(it->run(it->supervisor.start()).has_value());
    }

    /// What came of it: the error that it met, or how it was ended.
    std::string outcome(const std::string& order)
    {
        const auto before = it->answers.size();
        it->events.clear();
        it->order(order);
        it->until([&] { return it->answers.size() > before || it->seen("restarted"); });
        if (it->answers.size() > before)
            return "refused: " + it->answers.back();
        const std::string said =
            "log 3 the plugin 'hostile' did something that no plugin may, and was ended: ";
        for (const auto& event : it->events)
            if (event.starts_with(said))
                return "ended, with `" + event.substr(said.size()) + "` in the log";
        return "ended without a reason";
    }

    TemporaryFolder home;
    std::unique_ptr<Supervised> it;
};

/// ThreadSanitizer has a table of signal handlers of its own, which the plugin can change.
#ifdef __SANITIZE_THREAD__
constexpr bool kKeepsHandlers = true;
#else
constexpr bool kKeepsHandlers = false;
#endif

struct Attempt {
    const char* what;
    std::string order;
};

bool has_landlock()
{
    constexpr unsigned version = 1;
    return syscall(SYS_landlock_create_ruleset, nullptr, 0, version) > 0;
}

std::string table_of(const std::vector<std::pair<std::string, std::string>>& rows)
{
    std::string out;
    for (const auto& [what, came] : rows)
        out += "| " + what + " | " + came + " |\n";
    return out;
}

constexpr const char* kTableHead = "| a plugin tries to | and is |\n|---|---|\n";

/// What the document says, or with `write` it says that from now on.
void compare_table(const std::string& table)
{
    const fs::path document{CORDEE_SOURCE_DIR "/docs/security.md"};
    auto text = read_text(document);
    const auto head = text.find(kTableHead);
    BOOST_REQUIRE(head != std::string::npos);
    const auto begin = head + std::string_view{kTableHead}.size();
    const auto end = text.find("\n\n", begin - 1) + 1;
    if (std::getenv("CORDEE_WRITE_TABLE") == nullptr)
        BOOST_TEST(text.substr(begin, end - begin) == table);
    else
        write_text(document, text.replace(begin, end - begin, table));
}

/// A socket that waits for somebody; its name is unlike any other.
class Listener {
public:
    explicit Listener(std::string path) : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path.copy(at.sun_path, sizeof at.sun_path - 1);
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
        BOOST_REQUIRE(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&at), size) == 0);
        BOOST_REQUIRE(listen(socket_.get(), 1) == 0);
    }

private:
    plugin::UniqueFd socket_;
};

/// Puts a link to the home folder in the place of a given one, and back, until it ends.
class Swapping {
public:
    explicit Swapping(const fs::path& folder)
        : thread_{[this, one = folder / "real", other = folder / "way"] {
              while (!over_)
                  renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE);
          }}
    {}
    ~Swapping()
    {
        over_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> over_ = false;
    std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(isolation)

BOOST_FIXTURE_TEST_CASE(every_attempt_of_a_hostile_plugin_fails, Cell)
{
    const auto folder = home.path().string();
    const auto bus = folder + "/bus";
    const Listener at_path{bus};
    const auto name = "cordee-test-" + std::to_string(getpid());
    const Listener abstract{std::string{'\0'} + name};
    const Listener in_folder{(given() / "socket").string()};
    const Swapping swapping{given()};
    const std::vector<Attempt> attempts{
        {"read a file of the home folder", "read " + folder + "/secret"},
        {"list the home folder", "list " + folder},
        {"read another plugin's package in the cache", "read " + (other() / "library").string()},
        {"list the cache", "list " + folder + "/cache"},
        {"read `/etc/passwd`", "read /etc/passwd"},
        {"write `/etc/passwd`", "write /etc/passwd"},
        {"make a file in the home folder", "write " + folder + "/new"},
        {"make a file in its own package", "write " + (own() / "new").string()},
        {"make a file in `/tmp`", "write /tmp/cordee-hostile"},
        {"make a folder", "mkdir " + folder + "/new"},
        {"make a symbolic link", "symlink " + folder + "/new"},
        {"remove a file of its own package", "unlink " + (own() / "picture").string()},
        {"change the rights of a file", "chmod " + folder + "/secret"},
        {"open a TCP socket", "tcp"},
        {"open a UDP socket", "udp"},
        {"open a netlink socket", "netlink"},
        {"open a datagram socket of this computer", "datagram"},
        {"connect to a service's socket", "connect " + bus},
        {"connect to it past the plugin host", "connect-raw " + bus},
        {"connect to an abstract socket", "abstract " + name},
        {"offer a socket", "bind " + folder + "/socket"},
        {"connect to the display that it was not given", "connect /tmp/.X11-unix/X0"},
        {"connect to that display past the plugin host", "connect-raw /tmp/.X11-unix/X0"},
        {"send the core a signal", "kill"},
        {"get a handle of the core's process", "pidfd"},
        {"trace the core", "ptrace"},
        {"read the core's memory", "peek"},
        {"open the core's memory", "core-memory"},
        {"read the core's environment", "core-environment"},
        {"run a program", "execute"},
        {"run a program with the signal of violations ignored", "hide"},
        {"spawn a program", "spawn"},
        {"fork", "fork"},
        {"fork past the plugin host", "fork-raw"},
        {"make a process by clone3", "clone3"},
        {"outlive the core", "orphan"},
        {"make namespaces", "unshare"},
        {"mount a file system", "mount"},
        {"become another user", "setuid"},
        {"use the keyring", "keyring"},
        {"load a program into the kernel", "bpf"},
        {"change its personality", "personality"},
        {"use io_uring", "io_uring"},
        {"use a system call that is newer than this program", "unknown"},
        {"raise a limit", "limit"},
        {"come before other programs", "priority"},
        {"make memory that nobody counts", "memfd"},
        {"make System V shared memory", "shm"},
        {"map shared memory that nobody counts", "shared"},
        {"leave a folder that it was given by `..`", "file-open 0 ../secret"},
        {"leave it by an absolute path", "file-open 0 " + folder + "/secret"},
        {"leave it by a symbolic link to a file", "file-open 0 link"},
        {"leave it by a link that takes a folder's place meanwhile", "file-race 0 real/secret"},
        {"make a link that leads out of it", "file-link-out 0 new"},
        {"write a file that exists, unasked", "file-write 0 a"},
        {"change the rights of a file that has a second name elsewhere", "file-chmod 0 second"},
        {"read the unfinished file of another transfer", "file-open 0 .x.cordee-part"},
        {"write into a file that it was given to read", "file-write-back 0 a"},
        {"open it again, for writing", "file-reopen 0 a"},
        {"open a named pipe in it", "file-open 0 pipe"},
        {"open a socket in it", "file-open 0 socket"},
        {"open a device in a given `/dev`", "file-open 1 null"},
        {"read the core's environment in a given `/`", "file-open 2 proc/self/environ"},
        {"write into a folder that was given to read", "file-write 2 tmp/cordee-hostile"},
        {"use a folder without the permission it goes with", "file-open 3 a"},
        {"open what lies beside the one entry it was given", "file-open 4 a"},
        {"use a folder that it was not given", "file-open 5 a"},
    };
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& [what, order] : attempts) {
        if (kKeepsHandlers && order == "hide")
            continue;
        const auto came = outcome(order);
        BOOST_TEST(came != "refused: done", what);
        BOOST_TEST(came != "refused: ?", what);
        BOOST_TEST(came != "ended without a reason", what);
        rows.emplace_back(what, came);
    }
    BOOST_TEST(fs::exists(own() / "picture"));
    BOOST_TEST(!fs::exists(home.path() / "new"));
    BOOST_TEST(!fs::exists("/tmp/cordee-hostile"));
    BOOST_TEST(read_text(given() / "a") == "a");
    BOOST_TEST(read_text(home.path() / "secret") == "secret");
    if (has_landlock() && !kKeepsHandlers)
        compare_table(table_of(rows));
}

BOOST_FIXTURE_TEST_CASE(what_a_plugin_needs_it_can_read, Cell)
{
    BOOST_TEST(outcome("read " + (own() / "picture").string()) == "refused: done");
    BOOST_TEST(outcome("list " + own().string()) == "refused: done");
    for (const char* order :
         {"read /etc/ld.so.cache", "list /usr/share", "read /dev/zero", "read /proc/self/maps"})
        BOOST_TEST(outcome(order) == "refused: done", order);
}

BOOST_AUTO_TEST_CASE(a_library_is_confined_before_its_first_function_runs)
{
    Supervised it{launch_of("hostile", "at once")};
    BOOST_TEST(it.run(it.supervisor.start()).error() == Errc::closed);
    BOOST_TEST(it.seen("log 3 the plugin 'hostile' did something that no plugin may, and was ended: execve"));
    BOOST_TEST(it.supervisor.process_id() == 0);
}

BOOST_AUTO_TEST_CASE(violations_are_counted_by_the_restart_budget)
{
    Supervised it{launch_of("hostile")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    const auto limit = static_cast<std::size_t>(quick_limits().restarts);
    for (std::size_t i = 0; i <= limit; ++i) {
        it.until([&] { return it.count("restarted") == i; });
        it.order("execute");
    }
    it.until_event("failed the plugin 'hostile' fails again and again and was given up");
    BOOST_TEST(it.count("log 2 the plugin's process ended (it called execve) and is started anew") == limit);
}

BOOST_AUTO_TEST_SUITE_END()
