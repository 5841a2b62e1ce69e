#include "apps/broker/http/byte_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

namespace cordee::broker {
namespace {

struct Part {
    std::uint64_t first = 0;
    std::uint64_t last = 0; ///< included
};

std::optional<std::uint64_t> number_in(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Empty for what is no range, or several: then all is sent, as the RFC says. A part beyond the end has its
/// first byte there.
std::optional<Part> read_part(std::string_view range, std::uint64_t size)
{
    constexpr std::string_view kUnit = "bytes=";
    const auto dash = range.find('-');
    if (!range.starts_with(kUnit) || dash == std::string_view::npos)
        return std::nullopt;
    const auto from = range.substr(kUnit.size(), dash - kUnit.size());
    const auto to = range.substr(dash + 1);
    const auto first = number_in(from);
    const auto last = number_in(to);
    if (from.empty() && last) // so many at the end
        return Part{*last == 0 ? size : size - std::min(*last, size), size - 1};
    if (!first || (!to.empty() && (!last || *last < *first)))
        return std::nullopt;
    return Part{*first, last ? std::min(*last, size - 1) : size - 1};
}

} // namespace

Response file_response(const Request& request, const std::filesystem::path& file, std::uint64_t size,
                       const std::string& tag)
{
    Response out;
    out.type = "application/zip";
    out.headers = {{"Accept-Ranges", "bytes"}, {"ETag", '"' + tag + '"'}};
    const auto part = size == 0 ? std::nullopt : read_part(request.range, size);
    if (!part) {
        out.file = file;
        return out;
    }
    if (part->first >= size) {
        out.status = 416;
        out.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
        return out;
    }
    const auto last = std::min(part->last, part->first + kMaxPart - 1);
    std::ifstream in{file, std::ios::binary};
    in.seekg(static_cast<std::streamoff>(part->first));
    out.body.resize(last - part->first + 1);
    in.read(out.body.data(), static_cast<std::streamsize>(out.body.size()));
    if (static_cast<std::uint64_t>(in.gcount()) != out.body.size()) { // it went away this moment
        out.body.clear();
        out.status = 404;
        return out;
    }
    out.status = 206;
    out.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", part->first, last, size));
    return out;
}

} // namespace cordee::broker
