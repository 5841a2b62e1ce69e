// What has to be on record.
#ifndef CORDEE_AUDIT_HPP
#define CORDEE_AUDIT_HPP

#include <cordee/ext/audit.h>
#include <cordee/host.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace cordee::sdk {

/// A flat JSON object: Facts{}.add("name", name).add("size", size). Bytes that are no UTF-8 become U+FFFD.
class Facts {
public:
    Facts& add(std::string_view key, std::string_view value)
    {
        begin(key);
        quote(value);
        return *this;
    }
    Facts& add(std::string_view key, const char* value) { return add(key, std::string_view{value}); }
    template <class Number, class = std::enable_if_t<std::is_integral_v<Number>>>
    Facts& add(std::string_view key, Number value)
    {
        begin(key);
        if constexpr (std::is_same_v<Number, bool>)
            text_ += value ? "true" : "false";
        else
            text_ += std::to_string(value);
        return *this;
    }

    std::string json() const { return text_ + "}"; }

private:
    void begin(std::string_view key)
    {
        if (text_.size() > 1)
            text_ += ',';
        quote(key);
        text_ += ':';
    }
    void quote(std::string_view value)
    {
        text_ += '"';
        while (!value.empty()) {
            const auto size = character(value);
            if (size == 0)
                text_ += "\\ufffd";
            else if (size == 1)
                add_ascii(value.front());
            else
                text_ += value.substr(0, size);
            value.remove_prefix(size == 0 ? 1 : size);
        }
        text_ += '"';
    }
    void add_ascii(char c)
    {
        constexpr char digits[] = "0123456789abcdef";
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            text_ += {'\\', c};
        else if (code >= 0x20)
            text_ += c;
        else
            text_ += {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]};
    }
    /// How many bytes the first character has; 0 when it is no UTF-8.
    static std::size_t character(std::string_view text)
    {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
        const auto first = byte(0);
        if (first < 0x80)
            return 1;
        const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || text.size() < size)
            return 0;
        for (std::size_t i = 1; i < size; ++i)
            if ((byte(i) & 0xc0) != 0x80)
                return 0;
        const bool bad = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                         (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
        return bad ? 0 : size;
    }

    std::string text_ = "{";
};

class Audit {
public:
    explicit Audit(Host host) : host_{host}, half_{host.half<cordee_host_audit>(CORDEE_EXT_AUDIT)} {}

    /// CORDEE_AGAIN: the act must wait; try again soon.
    cordee_status record(const char* act, const Facts& facts) const
    {
        const auto json = facts.json();
        return half_ ? half_->record(host_.c_host(), act, json.data(), json.size()) : CORDEE_CLOSED;
    }

private:
    Host host_;
    const cordee_host_audit* half_;
};

} // namespace cordee::sdk

#endif
