// The entry of a module worker:
//
//     const worker = new Worker(new URL("@cordee/sdk/worker", import.meta.url), { type: "module" });
//     const session = await openInWorker(worker, options);

import { serveSession } from "./serve.js";
import type { Port } from "./rpc.js";

serveSession(globalThis as unknown as Port);
