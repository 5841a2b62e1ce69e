// The process of one plugin: made clean and confined, ended without a trace.
#pragma once

#include "core/base/error.hpp"
#include "core/plugin/message_memory.hpp"

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
        : id_{std::exchange(other.id_, 0)}, ends_{std::move(other.ends_)}
    {}
    HostProcess& operator=(HostProcess&&) = delete;
    /// Kills and waits.
    ~HostProcess();

    [[nodiscard]] pid_t id() const { return id_; }
    /// The process's descriptor (pidfd), readable when it has ended.
    UniqueFd take_descriptor() { return std::move(ends_.pidfd); }
    /// The core's ends: of the socket pairs for frames, requests, stored values and files (-1 when it has no
    /// such), and of the pipe that is its stdout and stderr.
    UniqueFd take_socket() { return std::move(ends_.socket); }
    UniqueFd take_requests() { return std::move(ends_.requests); }
    UniqueFd take_storage() { return std::move(ends_.storage); }
    UniqueFd take_folders() { return std::move(ends_.folders); }
    UniqueFd take_output() { return std::move(ends_.output); }
    /// What both share for large messages; empty where the system has no such memory.
    MappedMemory take_memory_from_host() { return std::move(ends_.from_host); }
    MappedMemory take_memory_to_host() { return std::move(ends_.to_host); }

    /// With everything it started in its session's group. May be called again.
    void kill() noexcept;
    /// Waits for the end and says how it came, such as "signal 9, KILL"; afterwards id() is 0.
    std::string reap();

private:
    /// What the core has of it.
    struct Ends {
        UniqueFd pidfd;
        UniqueFd socket;
        UniqueFd requests;
        UniqueFd storage;
        UniqueFd folders;
        UniqueFd output;
        MappedMemory from_host;
        MappedMemory to_host;
    };

    pid_t id_ = 0;
    Ends ends_;
};

/// "NAME=value" stays, "NAME" becomes "NAME=value of this process" or nothing when it has none.
std::vector<std::string> resolve_environment(const std::vector<std::string>& wanted);

} // namespace cordee::plugin
