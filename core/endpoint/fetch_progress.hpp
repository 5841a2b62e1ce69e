// Tells a person who waits for a package how far it is, when that takes long.
#pragma once

#include "core/endpoint/module_fetch.hpp"

#include <cstdint>
#include <string>

namespace cordee::endpoint {

class FetchProgress {
public:
    FetchProgress(std::string module, std::uint64_t size, FetchWatcher watcher);

    /// So many bytes are there.
    void at(std::uint64_t bytes);
    void done();

private:
    [[nodiscard]] SteadyTime now() const;

    std::string module_;
    std::uint64_t size_;
    FetchWatcher watcher_;
    SteadyTime next_;
    bool told_ = false;
};

} // namespace cordee::endpoint
