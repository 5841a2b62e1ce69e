// Known-answer files: those of tests/vectors, or of the folder that CORDEE_VECTORS names.
#pragma once

#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/crypto/x25519.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace cordee::test {

std::filesystem::path vector_folder();

/// Throws when the file is missing: a test without its vectors must not pass.
json::Object::Ptr load_vectors(const std::filesystem::path& file);

/// Throw when the value is absent or not hex.
Bytes hex_bytes(std::string_view text);
Bytes hex_field(const json::Object& object, const std::string& key);
std::string text_field(const json::Object& object, const std::string& key);

template <std::size_t N>
Secret<N> secret_field(const json::Object& object, const std::string& key)
{
    return Secret<N>::from(hex_field(object, key)).value();
}

/// Gives the bytes it was made with, then throws: the way to a fixed ephemeral key.
class FixedRandom : public Random {
public:
    explicit FixedRandom(Bytes bytes) : bytes_{std::move(bytes)} {}

    void fill(MutableView out) override
    {
        if (out.size() > bytes_.size())
            throw std::logic_error{"more randomness than the test foresaw"};
        std::copy_n(bytes_.begin(), out.size(), out.begin());
        bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(out.size()));
    }

private:
    Bytes bytes_;
};

} // namespace cordee::test
