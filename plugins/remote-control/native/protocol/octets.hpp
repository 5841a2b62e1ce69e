// The sdk's reading and writing of numbers and UTF-8, under the names of this plugin.
#pragma once

#include <cordee/octets.hpp>

#include <string>

namespace cordee::remote {

using sdk::Bytes;
using sdk::cut_utf8;
using sdk::next_code_point;
using sdk::Reader;
using sdk::valid_utf8;
using sdk::View;
using sdk::Writer;

} // namespace cordee::remote
