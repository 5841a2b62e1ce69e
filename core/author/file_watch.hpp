// Says when a file is another one than before, over inotify.
#pragma once

#include "core/base/descriptor.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cstring>
#include <filesystem>
#include <sys/inotify.h>

namespace cordee::author {

class FileWatch {
public:
    /// Its folder is there, the file need not be.
    FileWatch(const boost::asio::any_io_executor& executor, const std::filesystem::path& file)
        : name_{file.filename()}, events_{executor, inotify_init1(IN_CLOEXEC | IN_NONBLOCK)}
    {
        const auto folder = file.parent_path().empty() ? std::filesystem::path{"."} : file.parent_path();
        inotify_add_watch(events_.native_handle(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
    }

    /// Returns when it was written to its end, or moved there. False: nobody can tell any more.
    boost::asio::awaitable<bool> changed()
    {
        namespace asio = boost::asio;
        for (;;) {
            const auto buffer = asio::buffer(buffer_);
            auto [error, size] =
                co_await events_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return false;
            if (is_named(size))
                co_return true;
        }
    }

private:
    [[nodiscard]] bool is_named(std::size_t size) const
    {
        for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
            inotify_event event{};
            std::memcpy(&event, buffer_.data() + at, sizeof event);
            if (event.len != 0 && name_ == buffer_.data() + at + sizeof event)
                return true;
            at += sizeof event + event.len;
        }
        return false;
    }

    std::string name_;
    boost::asio::posix::stream_descriptor events_;
    std::array<char, 4096> buffer_{};
};

} // namespace cordee::author
