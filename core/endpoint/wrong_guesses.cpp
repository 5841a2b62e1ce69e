#include "core/endpoint/wrong_guesses.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/file_lock.hpp"
#include "core/endpoint/private_file.hpp"

#include <algorithm>
#include <vector>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMost = 10;
constexpr std::chrono::hours kWithin{1};
constexpr std::chrono::hours kOff{1};

struct Counted {
    std::vector<WallTime> when; ///< oldest first
    WallTime off_until{};
};

Counted read(const std::filesystem::path& file)
{
    Counted out;
    const auto object = read_private_json(file);
    if (!object)
        return out;
    const auto times = json::get_array(**object, "wrong");
    const auto off = json::get_integer(**object, "off_until");
    if (times.isNull() || !off || times->size() > kMost)
        throw UserError{trf("the file {} is damaged", file.string()),
                        std::string{tr("delete it if you did so on purpose; it counts wrong codes")}};
    for (unsigned at = 0; at < times->size(); ++at)
        out.when.emplace_back(std::chrono::seconds{times->getElement<Poco::Int64>(at)});
    out.off_until = WallTime{std::chrono::seconds{*off}};
    return out;
}

void write(const std::filesystem::path& file, const Counted& counted)
{
    json::Array::Ptr times{new json::Array};
    for (const auto& when : counted.when)
        times->add(static_cast<Poco::Int64>(when.time_since_epoch().count()));
    auto object = json::make_object();
    object.set("wrong", times);
    object.set("off_until", static_cast<Poco::Int64>(counted.off_until.time_since_epoch().count()));
    write_private_json(file, object);
}

} // namespace

WrongGuesses::WrongGuesses(const std::filesystem::path& state_folder)
    : file_{state_folder / "wrong_codes.json"}, lock_{state_folder / "wrong_codes.lock"}
{}

bool WrongGuesses::count(WallTime now) const
{
    const FileLock lock{lock_};
    auto counted = read(file_);
    if (now < counted.off_until)
        return false;
    std::erase_if(counted.when, [&](WallTime when) { return now - when >= kWithin; });
    counted.when.push_back(now);
    if (counted.when.size() >= kMost) {
        counted.off_until = now + kOff;
        counted.when.erase(counted.when.begin(), counted.when.end() - static_cast<std::ptrdiff_t>(kMost));
    }
    write(file_, counted);
    return true;
}

void WrongGuesses::forgive() const
{
    const FileLock lock{lock_};
    auto counted = read(file_);
    if (counted.when.empty())
        return;
    counted.when.pop_back();
    counted.off_until = {};
    write(file_, counted);
}

std::optional<WallTime> WrongGuesses::off_until(WallTime now) const
{
    const auto counted = read(file_);
    if (now >= counted.off_until)
        return std::nullopt;
    return counted.off_until;
}

} // namespace cordee::endpoint
