// Pointer and keys of the operator, given to the X server.
#pragma once

#include "controlled/input/typist.hpp"
#include "protocol/messages.hpp"

#include <set>

namespace cordee::remote {

/// Belongs to one thread, and has a connection of its own: input never waits behind a capture.
class InputSink {
public:
    /// Throws DisplayError.
    explicit InputSink(const std::string& display);
    ~InputSink();

    void apply(const InputMessage& message);
    /// Everything that the operator holds is up.
    void release_all();
    /// Returns once the server has taken all that was applied.
    void settle() const { (void)display_.size(); }
    [[nodiscard]] unsigned untyped() const { return typist_.untyped(); }

private:
    void apply_one(const PointerMove& move);
    void apply_one(const Button& button);
    void apply_one(const Wheel& wheel);
    void apply_one(const Key& key) { typist_.key(key.keysym, key.down); }
    void apply_one(const Text& text) { typist_.text(text.utf8); }
    void apply_one(const ReleaseAll&) { release_all(); }
    void button(std::uint8_t number, bool down);
    void turn_wheel(std::int32_t& pending, std::int16_t by, std::uint8_t forward, std::uint8_t back);

    Display display_;
    ServerKeyboard keyboard_;
    Typist typist_;
    std::set<std::uint8_t> buttons_;
    std::int32_t wheel_x_ = 0;
    std::int32_t wheel_y_ = 0;
};

} // namespace cordee::remote
