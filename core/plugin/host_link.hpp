// One living plugin host: its frames in, its frames out, its signs of life, its end.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/plugin/capabilities.hpp"
#include "core/plugin/folder_broker.hpp"
#include "core/plugin/host_frame.hpp"
#include "core/plugin/host_process.hpp"
#include "core/plugin/storage_server.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <map>
#include <string_view>

namespace cordee::plugin {

/// Lives on one strand, inside the coroutine that awaits run().
class HostLink {
public:
    struct Patience {
        std::chrono::milliseconds interval;
        int load;  ///< intervals until it is loaded and active
        int pings; ///< intervals afterwards
    };

    /// Called from run() only. Outlives the link.
    class Events {
    public:
        virtual ~Events() = default;
        /// Every frame but pong and progress; the payload is valid until return.
        virtual void frame(const FrameHeader& header, View payload) = 0;
        /// What was queued before has gone out.
        virtual void drained() = 0;
        /// A line that the process wrote to stdout or stderr.
        virtual void output(std::string_view line) = 0;
    };

    /// `folders`: what the process may ask for files of; null where it has no socket for that.
    HostLink(const boost::asio::any_io_executor& executor, HostProcess process, Capabilities::Offer offer,
             std::shared_ptr<FolderSet> folders, ModuleValues& values, Events& events);

    /// Until the process has ended; kills it when it breaks the frame format, closes its socket, or gives no
    /// sign of life for the patience's number of intervals. Returns how it ended.
    boost::asio::awaitable<std::string> run(Patience patience);

    /// Queues a copy.
    void send(FrameType type, std::uint16_t channel = 0, View payload = {});
    /// The same for a message, which goes through shared memory when it is large and there is room.
    void send_message(std::uint16_t channel, View message);
    /// Queues the return of credit. It is added up until it can go out, so a host that takes much and reads
    /// nothing costs no memory here.
    void credit(std::uint16_t channel, std::uint32_t bytes);
    /// Bytes that send() took and that are not yet with the system, or in shared memory and not yet read.
    [[nodiscard]] std::size_t queued() const { return queued_ + placed_; }

    /// See Capabilities.
    void permit_display(bool permitted) { capabilities_.permit_display(permitted); }
    [[nodiscard]] std::optional<std::string> violation() { return capabilities_.violation(); }

    void kill() noexcept { process_.kill(); }
    [[nodiscard]] bool hung() const { return hung_; }
    [[nodiscard]] pid_t process_id() const { return process_.id(); }

private:
    boost::asio::awaitable<void> read();
    boost::asio::awaitable<void> write();
    boost::asio::awaitable<void> read_output();
    boost::asio::awaitable<void> watch_process();
    boost::asio::awaitable<void> watch_plugin(Patience patience);
    bool dispatch(const FrameHeader& header, View payload);
    bool take_placed(const FrameHeader& header, View payload);
    bool memory_read(View payload);
    void add_output(std::string_view text);
    void drain_output();
    void queue_credits();

    HostProcess process_;
    Events& events_;
    Capabilities capabilities_;
    std::unique_ptr<FolderBroker> folders_;
    StorageServer storage_;
    MappedMemory from_host_;
    MappedMemory to_host_;
    Ring ring_; ///< of what is in to_host_
    Bytes copied_;
    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::posix::stream_descriptor output_;
    boost::asio::posix::stream_descriptor end_;
    boost::asio::steady_timer tick_;
    Signal changed_;
    TaskGroup tasks_;

    std::vector<Bytes> queue_;
    std::size_t queued_ = 0;
    std::size_t placed_ = 0; ///< bytes in to_host_
    std::map<std::uint16_t, std::uint32_t> credits_;
    std::string line_;
    bool ended_ = false;
    bool loaded_ = false;
    bool asked_ = true; // to load; then by pings
    bool progress_ = false;
    bool hung_ = false;
};

} // namespace cordee::plugin
