// Bytes of a message, and text, as they cross the C interface.
#ifndef CORDEE_MESSAGE_HPP
#define CORDEE_MESSAGE_HPP

#include <cordee/base.h>

#include <string_view>
#include <utility>

namespace cordee::sdk {

/// One message; the bytes are valid until the call that hands it out returns. Converts to and from
/// std::span<const std::uint8_t> and std::vector<std::uint8_t> where those exist.
class Message {
public:
    Message() = default;
    Message(const std::uint8_t* data, std::size_t size) : data_{data}, size_{size} {}
    template <class Container,
              class = decltype(static_cast<const std::uint8_t*>(std::declval<const Container&>().data()))>
    Message(const Container& bytes) : data_{bytes.data()}, size_{bytes.size()}
    {}

    const std::uint8_t* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const std::uint8_t* begin() const { return data_; }
    const std::uint8_t* end() const { return data_ + size_; }
    std::uint8_t operator[](std::size_t i) const { return data_[i]; }

private:
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

inline std::string_view view(cordee_text text)
{
    return {text.data, text.size};
}
inline cordee_text c_text(std::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace cordee::sdk

#endif
