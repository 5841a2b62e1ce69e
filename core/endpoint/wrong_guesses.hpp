// Wrong codes that came to this computer, over all its invitations: after ten within an hour no code is
// answered for an hour (docs/security.md, "Limits").
#pragma once

#include "core/base/clock.hpp"

#include <filesystem>
#include <optional>

namespace cordee::endpoint {

/// One file in the state folder; counts survive the program. Every call throws UserError on failure.
class WrongGuesses {
public:
    explicit WrongGuesses(const std::filesystem::path& state_folder);

    /// Counts a guess as wrong, durably, before its answer leaves; forgive() takes it back. False, and
    /// nothing is counted, while codes are off.
    [[nodiscard]] bool count(WallTime now) const;
    /// The guess that was counted last was right.
    void forgive() const;
    /// Until when codes are off; empty when they are not.
    [[nodiscard]] std::optional<WallTime> off_until(WallTime now) const;

private:
    std::filesystem::path file_;
    std::filesystem::path lock_;
};

} // namespace cordee::endpoint
