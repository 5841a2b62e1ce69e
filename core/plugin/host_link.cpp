#include "core/plugin/host_link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstring>

namespace cordee::plugin {

namespace asio = boost::asio;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxLine = 1000;

} // namespace

HostLink::HostLink(const asio::any_io_executor& executor, HostProcess process, Capabilities::Offer offer,
                   std::shared_ptr<FolderSet> folders, ModuleValues& values, Events& events)
    : process_{std::move(process)}, events_{events}, capabilities_{executor, process_.take_requests(),
                                                                   std::move(offer)},
      folders_{
          FolderBroker::start(executor, Descriptor{process_.take_folders().release()}, std::move(folders))},
      storage_{executor, process_.take_storage(), values}, from_host_{process_.take_memory_from_host()},
      to_host_{process_.take_memory_to_host()}, socket_{executor, asio::local::stream_protocol{},
                                                        process_.take_socket().release()},
      output_{executor, process_.take_output().release()}, end_{executor,
                                                                process_.take_descriptor().release()},
      tick_{executor}, changed_{executor}, tasks_{executor}
{
    output_.non_blocking(true);
}

asio::awaitable<std::string> HostLink::run(Patience patience)
{
    tasks_.spawn(write());
    tasks_.spawn(capabilities_.run());
    tasks_.spawn(read_output());
    tasks_.spawn(watch_process());
    tasks_.spawn(watch_plugin(patience));
    co_await read();
    process_.kill();
    while (!ended_)
        co_await changed_.wait();
    drain_output();
    co_await storage_.close();
    tasks_.cancel();
    co_await tasks_.join();
    auto how = process_.reap();
    if (folders_ != nullptr)
        co_await folders_->end();
    co_return how;
}

asio::awaitable<void> HostLink::read()
{
    ByteArray<kFrameHeader> bytes;
    Bytes payload;
    for (;;) {
        if (std::get<0>(co_await asio::async_read(socket_, asio::buffer(bytes), kAsTuple)))
            co_return;
        const auto header = decode_header(bytes);
        if (!header)
            co_return;
        payload.resize(header->length);
        if (std::get<0>(co_await asio::async_read(socket_, asio::buffer(payload), kAsTuple)))
            co_return;
        const bool sound = dispatch(*header, payload);
        if (!sound)
            co_return;
    }
}

/// False: no host of ours would have sent it.
bool HostLink::dispatch(const FrameHeader& header, View payload)
{
    loaded_ = loaded_ || header.type == FrameType::loaded;
    progress_ = progress_ || header.type == FrameType::progress;
    if (header.type == FrameType::pong || header.type == FrameType::loaded)
        asked_ = false;
    switch (header.type) {
    case FrameType::pong:
    case FrameType::progress:
        return true;
    case FrameType::placed:
        return take_placed(header, payload);
    case FrameType::credit:
        return header.channel == kMemoryCredit && memory_read(payload);
    default:
        events_.frame(header, payload);
        return true;
    }
}

bool HostLink::take_placed(const FrameHeader& header, View payload)
{
    const auto placement = decode_placement(payload);
    if (!placement || !from_host_)
        return false;
    // The plugin may change what lies there at any time; what was checked must be what is used.
    const auto there = from_host_.at(*placement);
    copied_.assign(there.begin(), there.end());
    credit(kMemoryCredit, 1);
    events_.frame({FrameType::message, header.channel, placement->size}, copied_);
    return true;
}

bool HostLink::memory_read(View payload)
{
    const auto count = decode_credit(payload);
    for (std::uint32_t i = 0; count && i < *count; ++i) {
        const auto read = ring_.give_back();
        if (!read)
            return false;
        placed_ -= read->size;
    }
    if (count)
        events_.drained();
    return count.has_value();
}

void HostLink::send_message(std::uint16_t channel, View message)
{
    const auto place =
        message.size() >= kLargeMessage && to_host_ ? ring_.take(message.size()) : std::nullopt;
    if (!place)
        return send(FrameType::message, channel, message);
    std::memcpy(to_host_.writable_at(*place).data(), message.data(), message.size());
    placed_ += message.size();
    send(FrameType::placed, channel, encode_placement(*place));
}

void HostLink::send(FrameType type, std::uint16_t channel, View payload)
{
    const auto header = encode_header({type, channel, static_cast<std::uint32_t>(payload.size())});
    Bytes frame;
    frame.reserve(header.size() + payload.size());
    append(frame, header);
    append(frame, payload);
    queued_ += frame.size();
    queue_.push_back(std::move(frame));
    changed_.notify();
}

void HostLink::credit(std::uint16_t channel, std::uint32_t bytes)
{
    credits_[channel] += bytes;
    changed_.notify();
}

void HostLink::queue_credits()
{
    for (const auto& [channel, bytes] : std::exchange(credits_, {}))
        send(FrameType::credit, channel, encode_credit(bytes));
}

asio::awaitable<void> HostLink::write()
{
    for (;;) {
        while (queue_.empty() && credits_.empty())
            co_await changed_.wait();
        queue_credits();
        const auto batch = std::exchange(queue_, {});
        std::vector<asio::const_buffer> buffers;
        for (const auto& frame : batch)
            buffers.push_back(asio::buffer(frame));
        const auto [error, size] = co_await asio::async_write(socket_, buffers, kAsTuple);
        if (error)
            co_return; // read() meets the end, too
        queued_ -= size;
        events_.drained();
    }
}

asio::awaitable<void> HostLink::read_output()
{
    std::array<char, 4096> buffer;
    for (;;) {
        const auto [error, size] = co_await output_.async_read_some(asio::buffer(buffer), kAsTuple);
        if (error)
            co_return;
        add_output({buffer.data(), size});
    }
}

/// The last words of a process that has ended.
void HostLink::drain_output()
{
    std::array<char, 4096> buffer;
    boost::system::error_code error;
    while (const auto size = output_.read_some(asio::buffer(buffer), error))
        add_output({buffer.data(), size});
    add_output("\n");
}

void HostLink::add_output(std::string_view text)
{
    for (const char c : text) {
        if (c != '\n')
            line_ += c;
        if (!line_.empty() && (c == '\n' || line_.size() == kMaxLine))
            events_.output(std::exchange(line_, {}));
    }
}

asio::awaitable<void> HostLink::watch_process()
{
    co_await end_.async_wait(asio::posix::stream_descriptor::wait_read, kAsTuple);
    // A process that it made may still hold the other end of the socket; what was sent can still be read.
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_receive, ignored);
    ended_ = true;
    changed_.notify();
}

asio::awaitable<void> HostLink::watch_plugin(Patience patience)
{
    // Counting rather than measuring: if this program itself was held up, the answers are waiting in the
    // socket and are read between two ticks.
    for (int silent = 0;;) {
        tick_.expires_after(patience.interval);
        if (std::get<0>(co_await tick_.async_wait(kAsTuple)))
            co_return;
        if (!asked_ || std::exchange(progress_, false))
            silent = 0;
        else if (++silent >= (loaded_ ? patience.pings : patience.load))
            break;
        if (!asked_)
            send(FrameType::ping);
        asked_ = true;
    }
    hung_ = true;
    process_.kill();
}

} // namespace cordee::plugin
