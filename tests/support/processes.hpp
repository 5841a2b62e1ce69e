// What tests ask of processes in general: run to the end, wait for something, look for leftovers.
#pragma once

#include "tests/support/process.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>

namespace cordee::test {

struct Finished {
    int status;
    std::string out;
    std::string err;
};
std::ostream& operator<<(std::ostream& out, const Finished& finished);

/// Runs a program to its end.
Finished run(Launch launch, milliseconds deadline = kPatience);

/// A failure as a person should meet it: exit code 1, one line that says what happened and one that says what
/// to do.
bool is_explained(const Finished& finished);

/// True as soon as the condition holds; it is asked every few milliseconds until the deadline.
bool eventually(const std::function<bool()>& condition, milliseconds deadline = kPatience);

/// Ids of all living descendants of a process whose program's name contains the text; zombies do not count.
std::vector<pid_t> descendants(pid_t ancestor, std::string_view program = "");

/// Living processes of this build's bin/ that descend from this test. Process makes the test the reaper of
/// all its descendants, so that an orphan shows up here too: "pid command".
std::vector<std::string> programs_left();

/// A TCP port of 127.0.0.1 where nobody listens now.
std::uint16_t free_port();

} // namespace cordee::test
