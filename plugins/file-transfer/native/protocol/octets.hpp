// Bytes in and out of messages, big-endian. An archive is called with fields; the writing and the reading one
// have the same form, so that a message names its fields once. A reader that meets the end, or a value out of
// its range, stays failed.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cordee::transfer {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>;

/// The bytes up to the end of the message.
struct Rest {
    View view;
    bool operator==(const Rest& other) const
    {
        return std::equal(view.begin(), view.end(), other.view.begin(), other.view.end());
    }
};

/// An enumeration names its last value as `last`.
template <class T>
concept Choice = std::is_enum_v<T>;

class Writer {
public:
    explicit Writer(Bytes& out) : out_{out} {}

    template <class... Fields>
    void operator()(const Fields&... fields)
    {
        (put(fields), ...);
    }

private:
    template <std::integral T>
    void put(T value)
    {
        const auto bits = static_cast<std::make_unsigned_t<T>>(value);
        for (std::size_t i = sizeof value; i-- > 0;)
            out_.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(bits) >> (8 * i)));
    }
    void put(bool value) { out_.push_back(value ? 1 : 0); }
    template <Choice T>
    void put(T value)
    {
        out_.push_back(static_cast<std::uint8_t>(value));
    }
    void put(const Hash& hash) { out_.insert(out_.end(), hash.begin(), hash.end()); }
    void put(const std::string& text)
    {
        put(static_cast<std::uint16_t>(text.size()));
        out_.insert(out_.end(), text.begin(), text.end());
    }
    void put(const Rest& rest) { out_.insert(out_.end(), rest.view.begin(), rest.view.end()); }
    template <class T>
    void put(const std::vector<T>& list)
    {
        put(static_cast<std::uint16_t>(list.size()));
        for (const auto& one : list)
            put(one);
    }
    template <class T>
    requires requires(T& one, Writer& out) { one.fields(out); }
    void put(const T& one)
    {
        const_cast<T&>(one).fields(*this); // which only reads
    }

    Bytes& out_;
};

class Reader {
public:
    explicit Reader(View in) : in_{in} {}

    template <class... Fields>
    void operator()(Fields&... fields)
    {
        (get(fields), ...);
    }
    /// All was there and nothing is left over.
    [[nodiscard]] bool finished() const { return !failed_ && in_.empty(); }

private:
    View take(std::size_t size)
    {
        if (size > in_.size()) {
            failed_ = true;
            in_ = {};
            return {};
        }
        const View out = in_.first(size);
        in_ = in_.subspan(size);
        return out;
    }
    template <std::integral T>
    void get(T& value)
    {
        std::uint64_t bits = 0;
        for (const auto byte : take(sizeof value))
            bits = bits << 8 | byte;
        value = static_cast<T>(bits);
    }
    void get(bool& value)
    {
        std::uint8_t byte = 0;
        get(byte);
        failed_ |= byte > 1;
        value = byte == 1;
    }
    template <Choice T>
    void get(T& value)
    {
        std::uint8_t byte = 0;
        get(byte);
        failed_ |= byte > static_cast<std::uint8_t>(T::last);
        value = failed_ ? T{} : static_cast<T>(byte);
    }
    void get(Hash& hash)
    {
        const View bytes = take(hash.size());
        std::copy(bytes.begin(), bytes.end(), hash.begin());
    }
    void get(std::string& text)
    {
        std::uint16_t size = 0;
        get(size);
        const View bytes = take(size);
        text.assign(bytes.begin(), bytes.end());
    }
    void get(Rest& rest) { rest.view = take(in_.size()); }
    /// Grows as what is there is read: a count alone reserves nothing.
    template <class T>
    void get(std::vector<T>& list)
    {
        std::uint16_t count = 0;
        get(count);
        list.clear();
        for (std::uint16_t i = 0; i < count && !failed_; ++i)
            get(list.emplace_back());
    }
    template <class T>
    requires requires(T& one, Reader& in) { one.fields(in); }
    void get(T& one) { one.fields(*this); }

    View in_;
    bool failed_ = false;
};

} // namespace cordee::transfer
