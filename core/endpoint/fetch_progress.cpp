#include "core/endpoint/fetch_progress.hpp"

#include "core/base/language.hpp"

namespace cordee::endpoint {
namespace {

/// Nobody wants to read about what is done in a moment.
constexpr std::chrono::seconds kQuiet{2};
constexpr std::chrono::seconds kPause{5};

std::uint64_t kilobytes(std::uint64_t bytes)
{
    return (bytes + 999) / 1000;
}

} // namespace

FetchProgress::FetchProgress(std::string module, std::uint64_t size, FetchWatcher watcher)
    : module_{std::move(module)}, size_{size}, watcher_{watcher}, next_{now() + kQuiet}
{}

void FetchProgress::at(std::uint64_t bytes)
{
    if (watcher_.terminal == nullptr || now() < next_)
        return;
    next_ = now() + kPause;
    told_ = true;
    watcher_.terminal->say(
        trf("{} is being fetched: {} of {} kB", module_, kilobytes(bytes), kilobytes(size_)));
}

void FetchProgress::done()
{
    if (told_)
        watcher_.terminal->say(trf("{} is here", module_));
}

SteadyTime FetchProgress::now() const
{
    return (watcher_.clock != nullptr ? *watcher_.clock : system_clock()).steady();
}

} // namespace cordee::endpoint
