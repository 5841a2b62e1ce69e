#include "core/base/french.hpp"

#include <array>

namespace cordee {
namespace {

// One file per part of the tree; {} stays in the order of the English text.
constexpr auto kFrench = std::to_array<Translation>({
#include "core/base/french/accounts.inc"
#include "core/base/french/agent.inc"
#include "core/base/french/audit.inc"
#include "core/base/french/author.inc"
#include "core/base/french/base.inc"
#include "core/base/french/broker.inc"
#include "core/base/french/cordee.inc"
#include "core/base/french/endpoint.inc"
#include "core/base/french/modules.inc"
#include "core/base/french/packages.inc"
#include "core/base/french/plugin.inc"
#include "core/base/french/policy.inc"
#include "core/base/french/relay.inc"
#include "core/base/french/reporter.inc"
#include "core/base/french/session.inc"
#include "core/base/french/storage.inc"
#include "core/base/french/transport.inc"
#include "core/base/french/web.inc"
});

} // namespace

std::span<const Translation> french_translations()
{
    return kFrench;
}

} // namespace cordee
