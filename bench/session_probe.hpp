// One eye and one finger on the operator's display: the same for every remote-control program that is
// measured.
#pragma once

#include "tests/support/picture.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cordee::bench {

using Duration = std::chrono::duration<double, std::milli>;

/// Two pictures of one desktop, the second perhaps compressed with loss: the same but for a few pixels.
bool alike(const test::Picture& one, const test::Picture& other);

class Probe {
public:
    explicit Probe(const std::string& display);

    void click(int x, int y);
    /// Presses a key of the display's layout and polls this part of the screen until it differs from what it
    /// was. Empty after a second without a change.
    std::optional<Duration> key_to_picture(std::uint32_t keysym, const test::Looker::Rectangle& where);

private:
    void fake(std::uint8_t type, std::uint8_t detail, int x = 0, int y = 0);
    [[nodiscard]] std::uint8_t keycode_of(std::uint32_t keysym) const;

    test::Looker looker_;
    struct Close {
        void operator()(xcb_connection_t* connection) const;
    };
    std::unique_ptr<xcb_connection_t, Close> connection_;
    std::uint32_t root_ = 0;
};

} // namespace cordee::bench
