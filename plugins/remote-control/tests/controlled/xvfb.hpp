// An X server without a screen of its own, on a free display, for as long as the object lives.
#pragma once

#include <string>
#include <sys/types.h>

namespace cordee::remote::test {

class Xvfb {
public:
    /// Throws when it does not start within 20 seconds.
    explicit Xvfb(const std::string& size = "1024x768");
    ~Xvfb();
    Xvfb(const Xvfb&) = delete;
    Xvfb& operator=(const Xvfb&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Runs a program of the X distribution at this display; throws when it fails.
    void run(const std::string& program, const std::string& arguments) const;
    void kill();

private:
    pid_t process_ = -1;
    std::string name_;
};

} // namespace cordee::remote::test
