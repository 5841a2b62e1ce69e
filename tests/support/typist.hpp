// A person who types to a program, line by line.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <string>

namespace cordee::test {

/// The same program in a terminal of its own, which is what it reads from and writes to.
Launch in_terminal(Launch launch);
/// The same program without any, as a service has it, wherever the test runs.
Launch without_terminal(Launch launch);

class Typist {
public:
    Typist();
    Typist(const Typist&) = delete;
    Typist& operator=(const Typist&) = delete;
    ~Typist();

    /// The same program with this person at its standard input.
    [[nodiscard]] Launch listening(Launch launch) const;
    void type(const std::string& line) const;

private:
    [[nodiscard]] std::string file() const { return folder_.path() / "lines"; }

    TemporaryFolder folder_;
    int pipe_ = -1;
};

} // namespace cordee::test
