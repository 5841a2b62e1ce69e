#include "core/plugin/storage_server.hpp"

#include "core/plugin/plain_text.hpp"
#include "core/plugin/storage_frame.hpp"
#include "core/plugin/stream_io.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <fcntl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace cordee::plugin {
namespace {

namespace asio = boost::asio;

cordee_status status_of(const boost::system::error_code& error)
{
    return error == Errc::too_large ? CORDEE_TOO_LARGE : CORDEE_FAILED;
}

template <class T>
cordee_status status_of(const Result<T>& result)
{
    return result ? CORDEE_OK : status_of(result.error());
}

} // namespace

StorageServer::StorageServer(const asio::any_io_executor& executor, UniqueFd socket, ModuleValues& values)
    : socket_{std::move(socket)}, values_{values}, ended_{executor}
{
    std::array<int, 2> ends{-1, -1};
    if (socket_.get() < 0 || pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    ended_.assign(ends[0]);
    ending_ = UniqueFd{ends[1]};
    try {
        thread_ = std::thread{[this] { serve(); }};
    } catch (const std::system_error&) { // no more threads: calls of the plugin are answered with "closed"
        stop_reading();
        ending_.reset();
    }
}

StorageServer::~StorageServer()
{
    stop_reading();
    if (thread_.joinable())
        thread_.join();
}

asio::awaitable<void> StorageServer::close()
{
    stop_reading();
    if (thread_.joinable())
        co_await ended_.async_wait(asio::posix::stream_descriptor::wait_read,
                                   asio::as_tuple(asio::use_awaitable));
}

void StorageServer::stop_reading()
{
    if (socket_.get() >= 0)
        shutdown(socket_.get(), SHUT_RDWR);
}

void StorageServer::serve()
{
    while (answer_one()) {
    }
    stop_reading(); // a process that makes no sense has no storage any more
    ending_.reset();
}

bool StorageServer::answer_one()
{
    ByteArray<kStorageHeader> bytes;
    if (!read_exactly(socket_.get(), bytes))
        return false;
    const auto header = decode_storage_header(bytes);
    if (!header)
        return false;
    std::string key(header->key, '\0');
    Bytes value(header->value);
    if (!read_exactly(socket_.get(), {reinterpret_cast<std::uint8_t*>(key.data()), key.size()}) ||
        !read_exactly(socket_.get(), value))
        return false;
    return handle(*header, key, value);
}

bool StorageServer::handle(const StorageHeader& header, const std::string& key, View value)
{
    const bool kept = header.scope == CORDEE_STORAGE_KEPT;
    const bool keyed = header.action != StorageAction::list;
    if ((kept && !values_.keeps) || (keyed && !is_plain_name(key)))
        return reply(CORDEE_INVALID);
    Values& values = kept ? static_cast<Values&>(values_.kept) : values_.session;
    switch (header.action) {
    case StorageAction::read: {
        const auto found = values.read(key);
        return found ? reply(CORDEE_OK, *found) : reply(CORDEE_FAILED);
    }
    case StorageAction::write:
        return reply(status_of(values.write(key, value)));
    case StorageAction::remove:
        return reply(status_of(values.remove(key)));
    case StorageAction::list: {
        const auto keys = values.keys();
        return keys ? reply(CORDEE_OK, encode_keys(*keys)) : reply(CORDEE_FAILED);
    }
    }
    return false;
}

bool StorageServer::reply(cordee_status status, View value)
{
    auto head = encode_storage_answer({status, static_cast<std::uint32_t>(value.size())});
    std::array<iovec, 2> parts{iovec{head.data(), head.size()},
                               iovec{const_cast<std::uint8_t*>(value.data()), value.size()}};
    return write_exactly(socket_.get(), parts);
}

} // namespace cordee::plugin
