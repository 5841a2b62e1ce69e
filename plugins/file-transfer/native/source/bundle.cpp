#include "source/bundle.hpp"

#include "disk.hpp"
#include "hash.hpp"

namespace cordee::transfer {
namespace {

bool as_named(const Facts& facts, const Entry& entry)
{
    return facts.size == entry.size && facts.modified == entry.modified;
}

void hash_all(Small& small, View data)
{
    std::vector<View> contents;
    for (const auto& file : small.files) {
        contents.push_back(data.first(file.size));
        data = data.subspan(file.size);
    }
    const auto hashes = hashes_of(contents);
    for (std::size_t i = 0; i < hashes.size(); ++i)
        small.files[i].hash = hashes[i];
}

} // namespace

BundleMade make_bundle(const BundleJob& job, Files& files, Packer& packer)
{
    std::vector<Request> opens;
    for (const auto& [index, item] : job.files)
        opens.push_back({CORDEE_FILE_OPEN, item.folder, item.path});
    files.perform(opens);

    BundleMade out;
    Small small{.ref = job.ref};
    Bytes data;
    for (std::size_t i = 0; i < opens.size(); ++i) {
        const auto& [index, item] = job.files[i];
        Request& open = opens[i];
        if (!open.fine()) {
            out.gone.emplace_back(index, trouble_of(open.trouble));
            continue;
        }
        const auto begin = data.size();
        data.resize(begin + item.entry.size);
        const auto content = std::span{data}.subspan(begin);
        if (!as_named(open.facts, item.entry) ||
            read_at(open.descriptor.get(), 0, content) != content.size() ||
            stamp_of(open.descriptor.get()) != Stamp{item.entry.size, item.entry.modified}) {
            data.resize(begin);
            const auto now = stamp_of(open.descriptor.get());
            open.facts.size = now.size;
            open.facts.modified = now.modified;
            out.changed.emplace_back(index, open.facts);
            continue;
        }
        open.descriptor.close();
        small.files.push_back({index, static_cast<std::uint32_t>(content.size()), {}});
    }
    if (small.files.empty())
        return out;
    hash_all(small, data);
    for (const auto& file : small.files)
        out.roots.emplace_back(file.index, file.hash);
    small.raw = static_cast<std::uint32_t>(data.size());
    const auto packed = packer.pack(data);
    small.packed = packed.has_value();
    small.data = {packed ? View{*packed} : View{data}};
    out.message = encode(small);
    return out;
}

} // namespace cordee::transfer
