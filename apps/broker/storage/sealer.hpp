// Texts in the database that a copy of the database does not open: the key is in a file beside it.
#pragma once

#include "core/base/random.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::broker {

class Sealer {
public:
    Sealer(Secret<32> key, Random& random) : key_{std::move(key)}, random_{random} {}

    /// Each text under a key of its own. What was sealed for one purpose does not open for another.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view purpose) const;
    /// Empty when it was not sealed here, for this.
    [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view purpose) const;
    /// The same for the same text, and nobody without the key can try texts against it.
    [[nodiscard]] std::string mark(std::string_view text, std::string_view purpose) const;

private:
    Secret<32> key_;
    Random& random_;
};

} // namespace cordee::broker
