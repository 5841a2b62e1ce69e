// The process of one plugin: made clean and confined, ended without a trace.
#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace cordee::plugin {

/// Closes on destruction; -1 for none.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_{fd} {}
    UniqueFd(UniqueFd&& other) noexcept : fd_{other.release()} {}
    UniqueFd& operator=(UniqueFd&& other) noexcept;
    ~UniqueFd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }
    void reset();

private:
    int fd_ = -1;
};

/// Runs in a session of its own, with no descriptor and no variable that was not given to it, no way to
/// gain rights, no core dump, and where the kernel lets it in namespaces of its own, without network and
/// without System V IPC of others; the kernel kills it when the thread that started it ends.
/// cordee-plugin-host takes the rest from itself before it loads anything. From the first start on, no other
/// process of this person can read this one's memory.
class HostProcess {
public:
    struct Settings {
        std::filesystem::path program;
        /// The whole environment, "NAME=value".
        std::vector<std::string> environment;
        /// Bytes of writable memory.
        std::uint64_t memory = 0;
        /// Given to it as kAuthority; -1 for none. Borrowed.
        int authority = -1;
        /// Whether it has a socket to ask for files.
        bool folders = false;
    };

    static Result<HostProcess> start(const Settings& settings);

    HostProcess() = default;
    HostProcess(HostProcess&& other) noexcept
        : id_{std::exchange(other.id_, 0)}, pidfd_{std::move(other.pidfd_)},
          socket_{std::move(other.socket_)}, requests_{std::move(other.requests_)},
          storage_{std::move(other.storage_)}, folders_{std::move(other.folders_)}, output_{std::move(
                                                                                        other.output_)}
    {}
    HostProcess& operator=(HostProcess&&) = delete;
    /// Kills and waits.
    ~HostProcess();

    [[nodiscard]] pid_t id() const { return id_; }
    /// The process's descriptor (pidfd), readable when it has ended.
    UniqueFd take_descriptor() { return std::move(pidfd_); }
    /// The core's ends: of the socket pairs for frames, requests, stored values and files (-1 when it has no
    /// such), and of the pipe that is its stdout and stderr.
    UniqueFd take_socket() { return std::move(socket_); }
    UniqueFd take_requests() { return std::move(requests_); }
    UniqueFd take_storage() { return std::move(storage_); }
    UniqueFd take_folders() { return std::move(folders_); }
    UniqueFd take_output() { return std::move(output_); }

    /// With everything it started in its session's group. May be called again.
    void kill() noexcept;
    /// Waits for the end and says how it came, such as "signal 9, KILL"; afterwards id() is 0.
    std::string reap();

private:
    pid_t id_ = 0;
    UniqueFd pidfd_;
    UniqueFd socket_;
    UniqueFd requests_;
    UniqueFd storage_;
    UniqueFd folders_;
    UniqueFd output_;
};

/// "NAME=value" stays, "NAME" becomes "NAME=value of this process" or nothing when it has none.
std::vector<std::string> resolve_environment(const std::vector<std::string>& wanted);

} // namespace cordee::plugin
