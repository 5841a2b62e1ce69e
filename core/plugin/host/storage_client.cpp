#include "core/plugin/host/storage_client.hpp"

#include "core/plugin/stream_io.hpp"

namespace cordee::plugin::host {
namespace {

iovec part(View bytes)
{
    return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

} // namespace

StorageClient::Reply StorageClient::ask(StorageAction action, cordee_storage_scope scope,
                                        std::string_view key, View value)
{
    const StorageHeader header{action, scope, static_cast<std::uint16_t>(key.size()),
                               static_cast<std::uint32_t>(value.size())};
    const std::lock_guard lock{asking_};
    Reply reply;
    if (!send(header, key, value) || !receive(reply))
        return {};
    return reply;
}

bool StorageClient::send(const StorageHeader& header, std::string_view key, View value)
{
    const auto bytes = encode_storage_header(header);
    auto parts = std::to_array({part(bytes), part(as_view(key)), part(value)});
    return write_exactly(socket_, parts);
}

bool StorageClient::receive(Reply& reply)
{
    ByteArray<kStorageAnswer> bytes;
    if (!read_exactly(socket_, bytes))
        return false;
    const auto answer = decode_storage_answer(bytes);
    if (!answer)
        return false;
    reply.status = answer->status;
    reply.value.resize(answer->length);
    return read_exactly(socket_, reply.value);
}

} // namespace cordee::plugin::host
