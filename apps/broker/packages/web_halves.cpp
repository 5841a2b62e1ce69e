#include "apps/broker/packages/web_halves.hpp"

#include "core/base/file.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/package.hpp"

#include <algorithm>
#include <numeric>

namespace cordee::broker {
namespace {

/// Those that cannot be used count, too, so that they are not read again and again.
constexpr std::size_t kMostHalves = 256;

std::string text_of(View bytes)
{
    return std::string{as_text(bytes)};
}

Result<WebHalf> read_half(const ModulePackage& package, const std::vector<std::string>& publishers)
{
    const auto file = read_file(package.file, kMaxWebHalf);
    if (!file)
        return file.error();
    // The path may have another content by now.
    if (to_hex(crypto::sha256(*file)) != package.sha256)
        return Errc::unexpected;
    const auto opened = plugin::Package::open(*file, {package.id, package.version, {}, publishers});
    if (!opened)
        return opened.error();
    if (opened->manifest().version != package.version)
        return Errc::unexpected;
    WebHalf out{opened->manifest(), {}, 0};
    const auto& listed = out.manifest.files;
    const auto total = std::accumulate(listed.begin(), listed.end(), std::uint64_t{0},
                                       [](auto sum, const auto& one) { return sum + one.size; });
    if (out.manifest.web_entry.empty() || total > kMaxWebHalf)
        return out.manifest.web_entry.empty() ? Errc::unsupported : Errc::too_large;
    for (const auto& one : listed) {
        const auto content = opened->read(one);
        if (!content)
            return content.error();
        out.files.emplace(one.path, text_of(*content));
    }
    out.files.emplace(plugin::kManifestName, text_of(opened->manifest_text()));
    out.files.emplace(plugin::kSignatureName, text_of(opened->signature()));
    for (const auto& [path, content] : out.files)
        out.size += content.size();
    return out;
}

} // namespace

std::shared_ptr<const WebHalf> WebHalves::of(const ModulePackage& package,
                                             const std::vector<std::string>& publishers)
{
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Kept& one) { return one.sha256 == package.sha256; });
    if (found != kept_.end()) {
        kept_.splice(kept_.begin(), kept_, found);
        return kept_.front().half;
    }
    auto half = read_half(package, publishers);
    if (!half)
        log::warning("the web half of {} {} is not handed out: {}", package.id, to_text(package.version),
                     half.error().message());
    keep({package.sha256, half ? std::make_shared<const WebHalf>(std::move(*half)) : nullptr});
    return kept_.front().half;
}

void WebHalves::keep(Kept one)
{
    size_ += one.half ? one.half->size : 0;
    kept_.push_front(std::move(one));
    while (kept_.size() > 1 && (size_ > kMaxWebHalves || kept_.size() > kMostHalves)) {
        size_ -= kept_.back().half ? kept_.back().half->size : 0;
        kept_.pop_back();
    }
}

} // namespace cordee::broker
