// One connection to the X server, and the small things that every user of it needs.
#pragma once

#include "protocol/geometry.hpp"

#include <xcb/xcb.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

namespace cordee::remote {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};
/// What xcb hands out to be freed; empty when the request failed.
template <class T>
using Reply = std::unique_ptr<T, Free>;

/// No display, or one that lacks what is needed; what() is a technical reason in English.
class DisplayError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Belongs to one thread. Two of them are used: a capture never stands before a key.
class Display {
public:
    /// Empty: the one of the environment. Throws DisplayError.
    explicit Display(const std::string& name = {});

    [[nodiscard]] xcb_connection_t* get() const { return connection_.get(); }
    [[nodiscard]] const xcb_screen_t& screen() const { return *screen_; }
    [[nodiscard]] xcb_window_t root() const { return screen_->root; }
    [[nodiscard]] bool lost() const { return xcb_connection_has_error(get()) != 0; }
    [[nodiscard]] int descriptor() const { return xcb_get_file_descriptor(get()); }
    /// The server is on this machine, so that memory can be shared with it.
    [[nodiscard]] bool local() const;
    /// The first event number of the extension; throws DisplayError when the server lacks it.
    std::uint8_t require(xcb_extension_t& extension, const char* name) const;
    [[nodiscard]] bool has(xcb_extension_t& extension) const;
    /// As it is now; nothing while the server does not answer.
    [[nodiscard]] Size size() const;
    void flush() const { xcb_flush(get()); }

private:
    struct Close {
        void operator()(xcb_connection_t* connection) const { xcb_disconnect(connection); }
    };
    std::unique_ptr<xcb_connection_t, Close> connection_;
    const xcb_screen_t* screen_ = nullptr;
};

} // namespace cordee::remote
