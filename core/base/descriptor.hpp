// A file descriptor with one owner.
#pragma once

#include <unistd.h>
#include <utility>

namespace cordee {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { reset(); }

    /// -1: none.
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }
    void reset()
    {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

} // namespace cordee
