// A broker that lies, for one person: it stands before the honest one, has its certificate, and changes what it is told to.

import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, request, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { grantImplicit } from "../../../../sdk/web/src/crypto/grant_verifier";
import type { World } from "./world";

type Json = { [name: string]: unknown };
/** Changes a question or an answer; what it leaves alone it returns as it is. */
export type Lie = (path: string, content: Json) => Json;

const honest: Lie = (_path, content) => content;

async function whole(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export class HostileBroker {
  /** What goes to the honest broker, and what comes from it. */
  asked: Lie = honest;
  answered: Lie = honest;
  readonly #server: Server;

  constructor(
    private readonly world: World,
    private readonly port: number,
  ) {
    this.#server = createServer(world.certificate, (asking, answer) => void this.#pass(asking, answer).catch(() => answer.destroy())).listen(port, "127.0.0.1");
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }
  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  async #pass(asking: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asking.url ?? "";
    const body = change(await whole(asking), (content) => this.asked(path, content));
    const { "accept-encoding": _packed, ...rest } = asking.headers;
    const headers = { ...rest, ...(asking.headers["content-length"] === undefined ? {} : { "content-length": String(body.length) }) };
    const there = request({ host: "127.0.0.1", port: this.world.brokerPort, path, method: asking.method, headers, rejectUnauthorized: false });
    const [got] = await new Promise<[IncomingMessage]>((done, failed) => there.on("response", (one) => done([one])).on("error", failed).end(body));
    const content = change(await whole(got), (one) => this.answered(path, one));
    answer.writeHead(got.statusCode ?? 502, { ...got.headers, "content-length": String(content.length) }).end(content);
  }
}

function change(content: Buffer, lie: (content: Json) => Json): Buffer {
  try {
    return Buffer.from(JSON.stringify(lie(JSON.parse(content.toString()) as Json)));
  } catch {
    return content; // no JSON
  }
}

/** Keys of the liar, and grants that they sign. */
export class LyingSigner {
  readonly kid = "liar";
  readonly #pair = generateKeyPairSync("ed25519");

  get key(): string {
    return this.#pair.publicKey.export({ format: "jwk" }).x ?? "";
  }
  /** That grant with other claims. */
  again(grant: string, lie: (claims: Json) => Json): string {
    const claims = Buffer.from(grant.split(".")[2] ?? "", "base64url").subarray(0, -64);
    const payload = Buffer.from(JSON.stringify(lie(JSON.parse(claims.toString()) as Json)));
    const footer = Buffer.from(JSON.stringify({ kid: this.kid }));
    const signed = piecesOf(Buffer.from("v4.public."), payload, footer, Buffer.from(grantImplicit));
    const signature = sign(null, signed, this.#pair.privateKey);
    return `v4.public.${Buffer.concat([payload, signature]).toString("base64url")}.${footer.toString("base64url")}`;
  }
}

/** As PASETO puts together what is signed. */
function piecesOf(...pieces: readonly Buffer[]): Buffer {
  const little = (number: number): Buffer => {
    const out = Buffer.alloc(8);
    out.writeUInt32LE(number);
    return out;
  };
  return Buffer.concat([little(pieces.length), ...pieces.flatMap((piece) => [little(piece.length), piece])]);
}
