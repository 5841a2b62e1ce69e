// A session under test: an operator's desktop, a client's desktop, and a link between them.
#pragma once

#include "tests/support/installation.hpp"

namespace cordee::test {

/// Two desktops, an operator who is set up, and a client; the client's screen is the smaller one, so that the
/// operator's window shows it pixel for pixel.
struct People {
    explicit People(const Installation& installation) { installation.set_up(operator_side); }

    Desktop controlled{800, 600};
    Desktop controlling{1280, 1024, "#605040"};
    Person operator_side{&controlling};
    Person client{&controlled};
};

/// Both programs, started; the agent accepts without asking. They meet at the relay, not directly, and soon
/// give up when they are cut off.
class Session {
public:
    explicit Session(People& people, const std::string& link = {},
                     const std::string& accept = "view,control");

    [[nodiscard]] Process& agent() const { return *agent_; }
    [[nodiscard]] Process& control() const { return *control_; }
    [[nodiscard]] const std::string& link() const { return link_; }

    /// The part of the operator's screen where the controlled screen is shown; waits for the window.
    [[nodiscard]] Looker::Rectangle window() const;
    /// Waits until the operator's window shows exactly what the controlled screen shows.
    [[nodiscard]] bool shows_the_same(milliseconds deadline = kPatience) const;
    /// The same, for a test that has no point without: throws with what both programs wrote.
    void require_picture() const;
    /// Clicks into the middle of the window, so that what is under it has the focus at both ends, and types.
    void type(const std::string& text) const;

private:
    People& people_;
    std::string link_;
    std::unique_ptr<Process> agent_;
    std::unique_ptr<Process> control_;
};

} // namespace cordee::test
