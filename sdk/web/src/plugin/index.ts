// What the author of a plugin's web half sees, and what a page runs it with.

export * from "./plugin.js";
export { fromText, toHex, toText, type Bytes } from "../base/bytes.js";
export { printable } from "../base/printable.js";
export { Reader, Writer } from "../wire/reader.js";
export { openFrame, type FrameOptions } from "./open_frame.js";
export { runPlugin, type PluginOptions, type RunningPlugin } from "./run_plugin.js";
export { MemoryStorage, plainServices, type Services, type Storage } from "./services.js";
