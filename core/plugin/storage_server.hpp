// Answers one plugin process that reads and writes its module's values. The disk may take its time, so this
// has a thread.
#pragma once

#include "core/plugin/host_process.hpp"
#include "core/plugin/module_values.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <thread>

namespace cordee::plugin {

struct StorageHeader;

class StorageServer {
public:
    /// The values outlive it, and nobody else uses them meanwhile.
    StorageServer(const boost::asio::any_io_executor& executor, UniqueFd socket, ModuleValues& values);
    /// Waits for the call that the disk carries out, if close() was not awaited.
    ~StorageServer();
    StorageServer(const StorageServer&) = delete;
    StorageServer& operator=(const StorageServer&) = delete;

    /// Ends the thread without blocking this one.
    boost::asio::awaitable<void> close();

private:
    void serve();
    bool answer_one();
    bool handle(const StorageHeader& header, const std::string& key, View value);
    bool reply(cordee_status status, View value = {});
    void stop_reading();

    UniqueFd socket_;
    ModuleValues& values_;
    UniqueFd ending_; ///< closed by the thread as its last act
    boost::asio::posix::stream_descriptor ended_;
    std::thread thread_; ///< last: it uses the others
};

} // namespace cordee::plugin
