// Writes a small geographic database in MaxMind's format, as MaxMind-DB-spec.md 2.0 lays it out.
#pragma once

#include <boost/asio/ip/address_v6.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::test {

class GeoFile {
public:
    /// `prefix` counts the bits of an IPv6 address; IPv4 lies below ::/96.
    void add(const std::string& network, std::size_t prefix, const std::string& record)
    {
        const auto bits = boost::asio::ip::make_address_v6(network).to_bytes();
        std::size_t node = 0;
        for (std::size_t i = 0; i + 1 < prefix; ++i)
            node = descend(node, bit_of(bits, i));
        nodes_[node][bit_of(bits, prefix - 1)] = {Kind::data, data_.size()};
        data_ += record;
    }

    [[nodiscard]] std::string bytes() const
    {
        std::string out;
        for (const auto& node : nodes_)
            for (const auto& record : node)
                out += big_endian(value_of(record), 3);
        return out + std::string(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com" + metadata();
    }

    static std::string text(std::string_view value) { return head(2, value.size()) + std::string{value}; }
    static std::string number(double value)
    {
        return head(3, 8) + big_endian(std::bit_cast<std::uint64_t>(value), 8);
    }
    static std::string small(std::uint16_t value) { return head(5, 2) + big_endian(value, 2); }
    /// `entries` are keys and values in turn.
    static std::string map(const std::vector<std::string>& entries)
    {
        auto out = head(7, entries.size() / 2);
        for (const auto& entry : entries)
            out += entry;
        return out;
    }
    static std::string place(double latitude, double longitude, std::uint16_t radius)
    {
        return map({text("location"), map({text("latitude"), number(latitude), text("longitude"),
                                           number(longitude), text("accuracy_radius"), small(radius)})});
    }

private:
    enum class Kind { nothing, node, data };
    struct Record {
        Kind kind = Kind::nothing;
        std::size_t at = 0;
    };

    static std::string big_endian(std::uint64_t value, int bytes)
    {
        std::string out;
        for (int i = bytes - 1; i >= 0; --i)
            out += static_cast<char>(value >> (8 * i));
        return out;
    }
    /// All lengths here are below 29 and all types below 8.
    static std::string head(unsigned type, std::size_t length)
    {
        return {static_cast<char>(type << 5 | length)};
    }
    static std::size_t bit_of(const std::array<std::uint8_t, 16>& bytes, std::size_t i)
    {
        return bytes[i / 8] >> (7 - i % 8) & 1;
    }
    std::size_t descend(std::size_t node, std::size_t bit)
    {
        if (nodes_[node][bit].kind != Kind::node) {
            nodes_[node][bit] = {Kind::node, nodes_.size()};
            nodes_.emplace_back();
        }
        return nodes_[node][bit].at;
    }
    [[nodiscard]] std::size_t value_of(const Record& record) const
    {
        const auto base = record.kind == Kind::data ? nodes_.size() + 16 : 0;
        return record.kind == Kind::nothing ? nodes_.size() : base + record.at;
    }
    [[nodiscard]] std::string metadata() const
    {
        const std::string no_languages{"\x00\x04", 2};
        const auto built = std::string{"\x08\x02", 2} + big_endian(1'700'000'000, 8);
        const auto count = head(6, 4) + big_endian(nodes_.size(), 4);
        return map({text("binary_format_major_version"), small(2), text("binary_format_minor_version"),
                    small(0), text("build_epoch"), built, text("database_type"), text("Test-City"),
                    text("description"), map({}), text("ip_version"), small(6), text("languages"),
                    no_languages, text("node_count"), count, text("record_size"), small(24)});
    }

    std::vector<std::array<Record, 2>> nodes_{1};
    std::string data_{};
};

} // namespace cordee::test
