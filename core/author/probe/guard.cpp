#include "core/author/probe/guard.hpp"

#include "core/author/probe/report.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace cordee::probe {
namespace {

constexpr std::size_t kPage = 4096;
constexpr int kBreachExit = 9;

struct Range {
    std::atomic<std::uint8_t*> begin{nullptr};
    std::atomic<std::size_t> size{0};
};

/// The closed ones; the oldest is given back when its place is needed.
std::array<Range, 512> closed;
std::atomic<std::size_t> next_closed{0};
/// The open one.
Range open_one;

bool within(const Range& range, const std::uint8_t* address)
{
    const auto* begin = range.begin.load();
    return begin != nullptr && address >= begin && address < begin + range.size.load();
}

void say(const char* what)
{
    std::array<char, 200> line{};
    std::strncat(line.data(), "probe: breach ownership the plugin ", line.size() - 1);
    std::strncat(line.data(), what, line.size() - std::strlen(line.data()) - 1);
    std::strncat(line.data(), "\n", line.size() - std::strlen(line.data()) - 1);
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, line.data(), std::strlen(line.data()));
}

extern "C" void cordee_probe_fault(int number, siginfo_t* info, void* context)
{
    const auto* address = static_cast<const std::uint8_t*>(info->si_addr);
    constexpr std::uint64_t kWrite = 2; // of the page fault's error code
    const bool writes =
        (static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & static_cast<greg_t>(kWrite)) != 0;
    if (within(open_one, address)) {
        say(writes ? "wrote into bytes that it was lent for reading"
                   : "read beyond the end of bytes that it was lent");
        _exit(kBreachExit);
    }
    for (const auto& range : closed)
        if (within(range, address)) {
            say("touched bytes after the call that lent them had returned");
            _exit(kBreachExit);
        }
    std::signal(number, SIG_DFL); // another mistake: as without a probe
}

} // namespace

Guarded::Guarded(const void* data, std::size_t size)
{
    room_ = (size + kPage - 1) / kPage * kPage + kPage; // one page behind that is never open
    void* place = mmap(nullptr, room_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) {
        room_ = 0;
        data_ = static_cast<const std::uint8_t*>(data);
        return;
    }
    place_ = static_cast<std::uint8_t*>(place);
    auto* begin = place_ + (room_ - kPage - size);
    if (size != 0)
        std::memcpy(begin, data, size);
    mprotect(place_, room_, PROT_READ);
    mprotect(place_ + (room_ - kPage), kPage, PROT_NONE);
    open_one.begin = place_;
    open_one.size = room_;
    data_ = begin;
}

Guarded::~Guarded()
{
    if (place_ == nullptr)
        return;
    open_one.begin = nullptr;
    // The pages themselves go back at once; only the addresses stay taken.
    mmap(place_, room_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    auto& slot = closed[next_closed++ % closed.size()];
    auto* former = slot.begin.exchange(nullptr);
    const auto former_size = slot.size.load();
    if (former != nullptr)
        munmap(former, former_size);
    slot.size = room_;
    slot.begin = place_;
}

void watch_guards()
{
    struct sigaction action {};
    action.sa_sigaction = &cordee_probe_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
}

} // namespace cordee::probe
