// Real programs under test: started, listened to, and gone when the object is.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace cordee::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Longer than anything that works ever takes, on a busy machine too. What is there sooner is seen sooner.
constexpr milliseconds kPatience = 60s;

struct Launch {
    std::string name; ///< for the messages of a failed test
    std::vector<std::string> command;
    std::map<std::string, std::string> environment; ///< on top of PATH and LANG; nothing else is inherited
    std::string input;                              ///< standard input; empty: /dev/null
    std::optional<rlim_t> largest_file;             ///< bytes; stands for a full disk
};

/// A child in a process group of its own. It dies with this object and, should that never happen, with the
/// thread that made it; so create it where the test runs.
class Process {
public:
    explicit Process(Launch launch);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const std::string& name() const { return launch_.name; }
    /// Everything written so far.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;
    [[nodiscard]] std::string everything() const { return out() + err(); }

    /// The first line, on either stream, that contains the text. Throws with all output when the deadline
    /// passes or the program ends without it.
    std::string line_with(std::string_view text, milliseconds deadline = kPatience);
    /// Exit status, or 128 + signal. Throws when the deadline passes.
    int wait(milliseconds deadline = kPatience);
    [[nodiscard]] bool running();
    void signal(int number) const;
    /// SIGTERM, then wait().
    int stop(milliseconds deadline = kPatience);
    /// The whole group, at once.
    void kill();

private:
    struct Streams;
    void reap(int status);
    [[nodiscard]] std::string failure(const std::string& what) const;

    Launch launch_;
    pid_t pid_ = -1;
    int pidfd_ = -1;
    std::optional<int> status_;
    std::unique_ptr<Streams> streams_;
};

} // namespace cordee::test
