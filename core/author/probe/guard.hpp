// Memory that the plugin may read during one call and never again, and never write.
#ifndef CORDEE_AUTHOR_PROBE_GUARD_HPP
#define CORDEE_AUTHOR_PROBE_GUARD_HPP

#include <cstddef>
#include <cstdint>

namespace cordee::probe {

/// A copy of some bytes that ends where a page ends; beyond it nothing can be read. Afterwards all of it is
/// closed, and the address is not used again for a while.
class Guarded {
public:
    Guarded(const void* data, std::size_t size);
    ~Guarded();
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;

    [[nodiscard]] const std::uint8_t* data() const { return data_; }

private:
    std::uint8_t* place_ = nullptr;
    std::size_t room_ = 0;
    const std::uint8_t* data_ = nullptr;
};

/// From here on a touch of closed memory is reported as a breach, and ends the process.
void watch_guards();

} // namespace cordee::probe

#endif
