// Answers one plugin process about its folders, on a thread of its own: a disk that is slow, or a network
// that is gone, holds up nobody else.
#pragma once

#include "core/plugin/folder_work.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <thread>

namespace cordee::plugin {

/// Lives on one strand.
class FolderBroker {
public:
    /// `socket`: the core's end, SOCK_SEQPACKET. Null: this program has no descriptor or thread left; the
    /// plugin then has no folders.
    static std::unique_ptr<FolderBroker> start(const boost::asio::any_io_executor& executor,
                                               Descriptor socket, std::shared_ptr<FolderSet> folders);
    FolderBroker(const FolderBroker&) = delete;
    FolderBroker& operator=(const FolderBroker&) = delete;
    /// Waits for the thread if end() was not awaited.
    ~FolderBroker();

    /// Answers nothing more, and returns when what was begun is done.
    boost::asio::awaitable<void> end();

private:
    FolderBroker(const boost::asio::any_io_executor& executor, Descriptor socket,
                 std::shared_ptr<FolderSet> folders);
    void serve();
    bool serve_one();
    bool answer(const FolderAsk& question);
    bool send(const Bytes& packet, const std::vector<int>& descriptors);
    bool send_outcomes(std::vector<FileOutcome> outcomes);
    void stop();

    const Descriptor socket_;
    FolderWork work_;
    Descriptor ended_;
    boost::asio::posix::stream_descriptor wait_; // a copy of ended_
    std::thread thread_;
};

} // namespace cordee::plugin
