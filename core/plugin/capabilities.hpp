// What one plugin process was given: its requests are answered here, and what it has is taken back here.
#pragma once

#include "core/plugin/display.hpp"
#include "core/plugin/host_process.hpp"
#include "core/plugin/host_request.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

/// Lives on one strand, inside the coroutine that awaits run().
class Capabilities {
public:
    struct Offer {
        /// The display of this computer; none where there is none or the plugin has no use for it.
        std::optional<DisplayAddress> display;
        /// Bytes of shared memory at a time.
        std::uint64_t memory = 0;
    };

    Capabilities(const boost::asio::any_io_executor& executor, UniqueFd requests, Offer offer);

    /// Answers until the process is gone.
    boost::asio::awaitable<void> run();

    /// From here on display connections are made, or none is and those that were given are ended at once.
    void permit_display(bool permitted);

    /// The system call for which the kernel ended the process, once it has ended and as far as it could still
    /// say so: "execve", say.
    std::optional<std::string> violation();

private:
    struct Memory {
        std::uint32_t handle = 0;
        std::uint64_t size = 0;
        UniqueFd descriptor;
    };

    [[nodiscard]] std::optional<HostRequest> next();
    boost::asio::awaitable<void> handle(HostRequest request);
    boost::asio::awaitable<void> connect_display();
    void create_memory(std::uint64_t size);
    void release_memory(std::uint64_t handle);
    void answer(const HostAnswer& answer, int descriptor = -1);
    void forget_ended();

    const Offer offer_;
    boost::asio::posix::stream_descriptor requests_;
    bool display_permitted_ = false;
    /// Each shares its state with the plugin's descriptor: what is shut down here is shut down there.
    std::vector<UniqueFd> displays_;
    std::vector<Memory> memory_;
    std::uint64_t memory_used_ = 0;
    std::uint32_t last_handle_ = 0;
    std::optional<std::uint64_t> violation_;
};

} // namespace cordee::plugin
