// The folders that this side was given, as the engine sees them: cordee/ext/files.h in C++.
#pragma once

#include "protocol/trouble.hpp"

#include <cordee/ext/files.h>

#include <optional>
#include <span>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cordee::transfer {

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
    ~Descriptor() { close(); }
    void close()
    {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }
    [[nodiscard]] int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

using Facts = cordee_file_facts;

struct Request {
    cordee_file_action action = CORDEE_FILE_LOOK;
    std::uint32_t folder = 0;
    std::string path{};
    std::uint32_t flags = 0;
    std::uint32_t mode = 0;
    std::int64_t modified = 0;
    std::string target{};
    // The answer.
    cordee_file_trouble trouble = CORDEE_FILE_BROKEN;
    Descriptor descriptor{};
    Facts facts{};

    [[nodiscard]] bool fine() const { return trouble == CORDEE_FILE_FINE; }
};

struct GivenFolder {
    std::uint32_t id = 0;
    std::uint32_t rights = 0;
    std::string name{};
    std::string entry{};
};

struct FoundEntry {
    std::string name{};
    Facts facts{};
    std::string target{};
};

/// Any thread; calls take as long as a disk does.
class Files {
public:
    virtual ~Files() = default;
    virtual std::vector<GivenFolder> folders() = 0;
    /// Any number of requests; carried out in order, in batches.
    virtual void perform(std::span<Request> requests) = 0;
    virtual cordee_file_trouble list(std::uint32_t folder, const std::string& path,
                                     std::vector<FoundEntry>& out) = 0;
    /// Bytes that may still be written there; nothing when that is not known.
    virtual std::optional<std::uint64_t> space(std::uint32_t folder) = 0;
};

inline Trouble trouble_of(cordee_file_trouble trouble)
{
    switch (trouble) {
    case CORDEE_FILE_FINE:
        return Trouble::none;
    case CORDEE_FILE_ABSENT:
        return Trouble::absent;
    case CORDEE_FILE_EXISTS:
        return Trouble::exists;
    case CORDEE_FILE_WRONG_KIND:
        return Trouble::wrong_kind;
    case CORDEE_FILE_FORBIDDEN:
        return Trouble::forbidden;
    case CORDEE_FILE_OUTSIDE:
        return Trouble::outside;
    case CORDEE_FILE_FULL:
        return Trouble::full;
    case CORDEE_FILE_BUSY:
        return Trouble::busy;
    case CORDEE_FILE_BROKEN:
        break;
    }
    return Trouble::disk;
}

} // namespace cordee::transfer
