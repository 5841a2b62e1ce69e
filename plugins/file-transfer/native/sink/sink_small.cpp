#include "sink/sink.hpp"
#include "sink/small_files.hpp"

namespace cordee::transfer {

// Small files.

bool Sink::on(Small&& small, const Buffer& buffer)
{
    if (!came(buffer))
        return false;
    std::vector<Settle> places;
    std::vector<Claim> claims;
    for (const auto& file : small.files) {
        const auto found = open_.find(file.index);
        if (found == open_.end() || found->second.state != State::wants_small ||
            found->second.settle.entry.size != file.size)
            return false;
        found->second.state = State::stores;
        places.push_back(found->second.settle);
        claims.push_back(found->second.claim);
    }
    const auto troubles = std::make_shared<std::vector<Trouble>>();
    const auto shared = std::make_shared<const std::vector<Settle>>(std::move(places));
    const auto message = std::make_shared<const Small>(std::move(small));
    job([shared, troubles, message, buffer, claims = std::move(claims), files = &outside_.files(),
         mine = mine_] { *troubles = store_small(*message, *shared, *files, *mine); },
        [this, shared, troubles, message, size = buffer->size()] {
            stored_small(message->files, *shared, *troubles, size);
        });
    return true;
}

void Sink::stored_small(const std::vector<SmallFile>& files, const std::vector<Settle>& places,
                        const std::vector<Trouble>& troubles, std::size_t bytes)
{
    Results results{ref_, {}};
    for (std::size_t i = 0; i < files.size(); ++i) {
        results.list.push_back({files[i].index, troubles[i]});
        if (troubles[i] == Trouble::none)
            owner_.moved(places[i].entry.path, files[i].size, files[i].hash);
        else
            owner_.failed(places[i].entry.path, troubles[i]);
        done_ += files[i].size;
        open_.erase(files[i].index);
    }
    out_.put(results);
    taken(bytes);
}

} // namespace cordee::transfer
