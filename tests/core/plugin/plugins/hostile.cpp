// A plugin that tries what it is told to: VERB [ARGUMENT] on channel 0. The answer there is "done", or the
// name of the error; none when the attempt ended the process.
#include "file_attempts.hpp"

#include <cordee/ext/display.h>
#include <cordee/ext/memory.h>
#include <cordee/plugin.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <map>
#include <netinet/in.h>
#include <sched.h>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using cordee::sdk::Message;
using Text = const std::string&;

/// -1 and errno, as system calls answer.
using Attempt = std::function<long(Text)>;

/// Reads a byte: opening alone may do no harm.
long read_file(Text path)
{
    const int file = open(path.c_str(), O_RDONLY);
    char byte = 0;
    const long done = file < 0 ? -1 : read(file, &byte, 1);
    if (file >= 0)
        close(file);
    return done;
}

long list_folder(Text path)
{
    DIR* folder = opendir(path.c_str());
    if (folder == nullptr)
        return -1;
    closedir(folder);
    return 0;
}

long write_file(Text path)
{
    const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    if (file >= 0)
        close(file);
    return file;
}

sockaddr_un address_of(Text path)
{
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    std::memcpy(out.sun_path, path.data(), std::min(path.size(), sizeof out.sun_path - 1));
    return out;
}

socklen_t size_of(Text path)
{
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
}

long connect_with(Text path, const std::function<long(int, const sockaddr*, socklen_t)>& call)
{
    const int to = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(path);
    const long done = call(to, reinterpret_cast<const sockaddr*>(&address), size_of(path));
    const int error = errno;
    close(to);
    errno = error;
    return done;
}

/// As a library does it.
long connect_to(Text path)
{
    return connect_with(path,
                        [](int to, const sockaddr* at, socklen_t size) { return connect(to, at, size); });
}

/// Past whatever stands before the system call.
long connect_raw(Text path)
{
    return connect_with(
        path, [](int to, const sockaddr* at, socklen_t size) { return syscall(SYS_connect, to, at, size); });
}

long spawn(Text)
{
    char name[] = "true";
    char* arguments[] = {name, nullptr};
    pid_t child = 0;
    const int error = posix_spawn(&child, "/bin/true", nullptr, nullptr, arguments, nullptr);
    errno = error;
    return error == 0 ? 0 : -1;
}

long execute(Text)
{
    char name[] = "true";
    char* arguments[] = {name, nullptr};
    return execve("/bin/true", arguments, nullptr);
}

long read_memory_of_core(Text)
{
    char byte = 0;
    iovec here{&byte, 1};
    iovec there{reinterpret_cast<void*>(&execute), 1};
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

long raise_limit(Text)
{
    const rlimit more{4096, 4096};
    return setrlimit(RLIMIT_NOFILE, &more);
}

/// A violation that tries to stay unseen.
long hide_and_execute(Text path)
{
    std::signal(SIGSYS, SIG_IGN);
    return execute(path);
}

long map_shared(Text)
{
    void* const at = mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? -1 : 0;
}

std::string proc(const char* name)
{
    return "/proc/" + std::to_string(getppid()) + "/" + name;
}

const std::map<std::string, Attempt, std::less<>>& attempts()
{
    static const std::map<std::string, Attempt, std::less<>> all{
        {"read", read_file},
        {"list", list_folder},
        {"write", write_file},
        {"mkdir", [](Text path) { return mkdir(path.c_str(), 0700); }},
        {"unlink", [](Text path) { return unlink(path.c_str()); }},
        {"chmod", [](Text path) { return chmod(path.c_str(), 0777); }},
        {"symlink", [](Text path) { return symlink("/etc", path.c_str()); }},
        {"tcp", [](Text) { return socket(AF_INET, SOCK_STREAM, 0); }},
        {"udp", [](Text) { return socket(AF_INET6, SOCK_DGRAM, 0); }},
        {"netlink", [](Text) { return socket(AF_NETLINK, SOCK_RAW, 0); }},
        {"connect", connect_to},
        {"connect-raw", connect_raw},
        {"abstract", [](Text name) { return connect_raw(std::string{'\0'} + name); }},
        {"datagram", [](Text) { return socket(AF_UNIX, SOCK_DGRAM, 0); }},
        {"bind",
         [](Text path) {
             return connect_with(path,
                                 [](int at, const sockaddr* a, socklen_t size) { return bind(at, a, size); });
         }},
        {"kill", [](Text) { return kill(getppid(), SIGTERM); }},
        {"pidfd", [](Text) { return syscall(SYS_pidfd_open, getppid(), 0); }},
        {"ptrace", [](Text) { return ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr); }},
        {"peek", read_memory_of_core},
        {"core-memory", [](Text) { return read_file(proc("mem")); }},
        {"core-environment", [](Text) { return read_file(proc("environ")); }},
        {"execute", execute},
        {"hide", hide_and_execute},
        {"spawn", spawn},
        {"fork", [](Text) { return fork(); }},
        {"fork-raw", [](Text) { return syscall(SYS_fork); }},
        {"clone3", [](Text) { return syscall(SYS_clone3, nullptr, 0); }},
        {"unshare", [](Text) { return unshare(CLONE_NEWUSER); }},
        {"mount", [](Text) { return mount("none", "/mnt", "tmpfs", 0, nullptr); }},
        {"setuid", [](Text) { return setuid(0); }},
        {"keyring", [](Text) { return syscall(SYS_keyctl, 0, 0, 0, 0, 0); }},
        {"bpf", [](Text) { return syscall(SYS_bpf, 0, nullptr, 0); }},
        {"personality", [](Text) { return personality(ADDR_NO_RANDOMIZE); }},
        {"io_uring", [](Text) { return syscall(SYS_io_uring_setup, 8, nullptr); }},
        {"unknown", [](Text) { return syscall(599); }},
        {"limit", raise_limit},
        {"priority", [](Text) { return setpriority(PRIO_PROCESS, 0, -5); }},
        {"orphan", [](Text) { return prctl(PR_SET_PDEATHSIG, 0); }},
        {"memfd", [](Text) { return memfd_create("own", 0); }},
        {"shm", [](Text) { return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600); }},
        {"shared", map_shared},
        {"grow", [](Text) { return ftruncate(0, 1); }},
    };
    return all;
}

/// As many as there are.
std::string descriptors()
{
    int count = 0;
    while (dup(0) >= 0)
        ++count;
    return std::to_string(count);
}

[[noreturn]] void take_memory()
{
    constexpr std::size_t kPiece = 1 << 20;
    for (std::vector<char*> pieces;;) {
        pieces.push_back(new char[kPiece]);
        std::memset(pieces.back(), 1, kPiece);
    }
}

class Hostile final : public cordee::sdk::Plugin {
public:
    explicit Hostile(cordee::sdk::Host host)
        : host_{host}, display_{host.half<cordee_host_display>(CORDEE_EXT_DISPLAY)},
          memory_{host.half<cordee_host_memory>(CORDEE_EXT_MEMORY)}, files_{host}
    {
        if (host_.peer_name() == "at once")
            execute({});
    }

    void received(std::uint16_t, Message message) override
    {
        const std::string order(message.begin(), message.end());
        const auto space = order.find(' ');
        const auto verb = order.substr(0, space);
        const auto argument = space == std::string::npos ? std::string{} : order.substr(space + 1);
        const auto attempt = attempts().find(verb);
        const auto reply =
            attempt == attempts().end() ? reply_to(verb, argument) : outcome(attempt->second(argument));
        if (!reply.empty())
            answer(reply);
    }

private:
    static std::string outcome(long done)
    {
        if (done >= 0)
            return "done";
        const char* name = strerrorname_np(errno);
        return name == nullptr ? "an error" : name;
    }

    std::string reply_to(Text verb, Text argument)
    {
        if (verb == "busy")
            for (volatile bool always = true; always;) {
            }
        if (verb == "take-memory")
            take_memory();
        if (verb == "fork-bomb")
            for (;;)
                fork();
        if (verb == "descriptors")
            return descriptors();
        if (verb == "threads")
            return threads();
        if (verb == "facts")
            return "alive";
        if (verb == "variable")
            return std::getenv(argument.c_str()) == nullptr ? "none" : std::getenv(argument.c_str());
        if (verb == "display")
            return open_display();
        if (verb == "display-again")
            return std::to_string(display_->connect(host_.c_host(), &again_));
        if (verb == "say")
            return outcome(send(connection_, argument.data(), argument.size(), MSG_NOSIGNAL));
        if (verb == "hear")
            return hear();
        if (verb == "memory")
            return make_memory(std::strtoull(argument.c_str(), nullptr, 10));
        if (verb == "release") {
            memory_->release(host_.c_host(), handle_);
            return "released";
        }
        if (verb == "cat")
            return cat(argument);
        return files_.reply(verb, argument);
    }

    /// As xcb does it.
    std::string open_display()
    {
        const std::string name = std::getenv("DISPLAY") == nullptr ? ":0" : std::getenv("DISPLAY");
        const auto path = "/tmp/.X11-unix/X" + name.substr(1, name.find('.') - 1);
        connection_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = address_of(path);
        return outcome(connect(connection_, reinterpret_cast<const sockaddr*>(&address), size_of(path)));
    }

    std::string hear()
    {
        char bytes[64];
        const auto size = recv(connection_, bytes, sizeof bytes, 0);
        return size < 0    ? outcome(-1)
               : size == 0 ? "end"
                           : std::string{bytes, static_cast<std::size_t>(size)};
    }

    std::string make_memory(std::uint64_t size)
    {
        int descriptor = -1;
        const auto status = memory_->create(host_.c_host(), size, &descriptor, &handle_);
        if (status != CORDEE_OK)
            return std::to_string(status);
        void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (at == MAP_FAILED)
            return outcome(-1);
        std::memset(at, 1, size);
        const bool grows = ftruncate(descriptor, static_cast<off_t>(size + 1)) == 0 ||
                           pwrite(descriptor, "x", 1, static_cast<off_t>(size)) == 1;
        munmap(at, size);
        close(descriptor);
        return grows ? "it grows" : "done";
    }

    static std::string cat(Text path)
    {
        std::string out(4096, '\0');
        const int file = open(path.c_str(), O_RDONLY);
        const auto size = read(file, out.data(), out.size());
        close(file);
        out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return out;
    }

    /// Until there are no more.
    std::string threads()
    {
        std::vector<std::thread> all;
        std::atomic<bool> stop{false};
        try {
            for (;;)
                all.emplace_back([&] {
                    while (!stop)
                        std::this_thread::sleep_for(std::chrono::milliseconds{10});
                });
        } catch (const std::system_error&) {
            stop = true;
        }
        for (auto& one : all)
            one.join();
        return std::to_string(all.size());
    }

    void answer(const std::string& text)
    {
        host_.send(0, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    cordee::sdk::Host host_;
    const cordee_host_display* display_;
    const cordee_host_memory* memory_;
    FileAttempts files_;
    int connection_ = -1;
    int again_ = -1;
    std::uint32_t handle_ = 0;
};

} // namespace

CORDEE_PLUGIN("hostile", Hostile);
