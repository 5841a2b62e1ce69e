// A program that takes keys, as any X client would: a window with the focus, which reads each event with the
// layout that the server has at that moment.
#pragma once

#include "controlled/x11/display.hpp"

#include <string>
#include <vector>

struct xkb_context;

namespace cordee::remote::test {

struct SeenKey {
    std::uint32_t keysym = 0;
    std::uint16_t modifiers = 0;
    bool down = false;
};

class KeyClient {
public:
    explicit KeyClient(const std::string& display);
    ~KeyClient();

    /// What arrived since the last call. Everything that was sent to the server before is there.
    std::vector<SeenKey> keys();
    /// The characters of the presses among them.
    std::string text();
    /// Button presses and releases, as "+1", "-1".
    std::vector<std::string> buttons();
    /// Keys that are down, by the server.
    int down();
    /// All keysyms of all keys.
    std::vector<std::uint32_t> mapping();
    Point pointer();

private:
    void collect();

    Display display_;
    xkb_context* context_;
    std::vector<SeenKey> keys_;
    std::vector<std::string> buttons_;
};

} // namespace cordee::remote::test
