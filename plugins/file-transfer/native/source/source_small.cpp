#include "source/bundle.hpp"
#include "source/source.hpp"

namespace cordee::transfer {
namespace {

constexpr unsigned kBundlesMost = 3;

} // namespace

// Small files: many in one message.

struct Source::Bundle {
    BundleJob job;
    BundleMade made;
};

void Source::bundle()
{
    while (!small_.empty() && bundles_ < kBundlesMost && may_send()) {
        const auto bundle = std::make_shared<Bundle>();
        std::uint64_t bytes = 0;
        while (!small_.empty() && bundle->job.files.size() < kBundleFiles) {
            const auto& item = open_.at(small_.front()).item;
            if (bytes + item.entry.size > kBundleMost)
                break;
            bytes += item.entry.size;
            bundle->job.files.push_back({small_.front(), item});
            small_.pop_front();
        }
        bundle->job.ref = ref_;
        ++bundles_;
        reserved_ += kBundleMost;
        job([bundle, files = &outside_.files(),
             packer = packer_] { bundle->made = make_bundle(bundle->job, *files, *packer); },
            [this, bundle] { bundled(*bundle); });
    }
}

void Source::bundled(const Bundle& bundle)
{
    --bundles_;
    reserved_ -= kBundleMost;
    for (const auto& [index, root] : bundle.made.roots) {
        const auto found = open_.find(index);
        if (found == open_.end())
            continue;
        found->second.root = root;
        found->second.sent = true;
    }
    if (!bundle.made.message.empty())
        send_bulk(bundle.made.message);
    for (const auto& [index, why] : bundle.made.gone)
        gone(index, why);
    for (const auto& [index, facts] : bundle.made.changed)
        changed(index, facts);
}

} // namespace cordee::transfer
