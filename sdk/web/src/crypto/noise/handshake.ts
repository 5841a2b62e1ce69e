// Noise handshakes, revision 34: one side's run.

import { concat, copy, wipe, type Bytes } from "../../base/bytes.js";
import { Failure } from "../../base/error.js";
import { tagSize } from "../aead.js";
import { makeX25519KeyPair, x25519, type X25519KeyPair } from "../x25519.js";
import { parseProtocol, type Pattern, type PatternTable, type Token } from "./pattern.js";
import { SymmetricState } from "./symmetric_state.js";

export interface NoiseConfig {
  readonly name: string;
  readonly initiator: boolean;
  readonly prologue: Bytes;
  /** This side's static key, where the pattern has one. */
  readonly s?: X25519KeyPair;
  /** The other side's, where the pattern knows it. */
  readonly rs?: Bytes;
  /** In the order of the psk tokens; each 32 bytes. */
  readonly psks: readonly Bytes[];
  /** For tests; otherwise a new one. */
  readonly ephemeral?: X25519KeyPair;
  readonly table?: PatternTable;
}

export interface SessionKeys {
  readonly k1: Bytes;
  readonly k2: Bytes;
  readonly hash: Bytes;
}

const keySize = 32;
const maxNoiseMessage = 65535;

/** All that a message changes; replaced as a whole when it was right. */
interface State {
  symmetric: SymmetricState;
  e?: X25519KeyPair | undefined;
  re?: Bytes | undefined;
  rs?: Bytes | undefined;
  psk: number;
  message: number;
}

function known(key: Bytes | undefined): Bytes {
  if (key?.length !== keySize) throw new Failure("bad_key", "static key");
  return key;
}

export class Handshake {
  #psks: Bytes[];

  private constructor(
    private readonly config: NoiseConfig,
    private readonly pattern: Pattern,
    private state: State,
  ) {
    this.#psks = config.psks.map(copy);
  }

  /** Failure unsupported, bad_key (a key or psk is missing or of another size). */
  static async create(config: NoiseConfig): Promise<Handshake> {
    const pattern = parseProtocol(config.name, config.table);
    if (config.psks.length !== pattern.psks || config.psks.some((psk) => psk.length !== keySize))
      throw new Failure("bad_key", "psk");
    let symmetric = await (await SymmetricState.begin(config.name)).mixHash(config.prologue);
    // What is known beforehand, the initiator's first.
    const own = config.s?.publicKey;
    if (pattern.initiatorKnown) symmetric = await symmetric.mixHash(known(config.initiator ? own : config.rs));
    if (pattern.responderKnown) symmetric = await symmetric.mixHash(known(config.initiator ? config.rs : own));
    return new Handshake(config, pattern, { symmetric, rs: config.rs, psk: 0, message: 0 });
  }

  get remoteStatic(): Bytes | undefined {
    return this.state.rs;
  }
  get finished(): boolean {
    return this.state.message === this.pattern.messages.length;
  }

  /** Replaces a psk that was not used yet: that of a device whose key is known only now. */
  setPsk(index: number, psk: Bytes): void {
    if (index < this.state.psk || index >= this.#psks.length || psk.length !== keySize) throw new Failure("bad_key");
    this.#psks[index] = copy(psk);
  }

  async write(payload: Bytes): Promise<Bytes> {
    const tokens = this.#tokens(true);
    const state = { ...this.state };
    const out: Bytes[] = [];
    for (const token of tokens) {
      if (token === "e") out.push(await this.#writeE(state));
      else if (token === "s") out.push(await this.#seal(state, this.#static().publicKey));
      else await this.#mix(state, token);
    }
    out.push(await this.#seal(state, payload));
    const message = concat(...out);
    if (message.length > maxNoiseMessage) throw new Failure("too_large");
    this.#accept(state);
    return message;
  }

  /** The payload. On a Failure (bad_signature, malformed, bad_key) nothing has changed. */
  async read(message: Uint8Array): Promise<Bytes> {
    const tokens = this.#tokens(false);
    if (message.length > maxNoiseMessage) throw new Failure("too_large");
    const state = { ...this.state };
    let rest = copy(message);
    const take = (size: number): Bytes => {
      if (size > rest.length) throw new Failure("malformed", "Noise message");
      const out = rest.subarray(0, size);
      rest = rest.subarray(size);
      return out;
    };
    for (const token of tokens) {
      if (token === "e") await this.#readE(state, copy(take(keySize)));
      else if (token === "s") state.rs = await this.#open(state, take(keySize + (state.symmetric.sealing ? tagSize : 0)));
      else await this.#mix(state, token);
    }
    const payload = await this.#open(state, rest);
    this.#accept(state);
    return payload;
  }

  /** After the last message; the handshake is done with. */
  async finish(): Promise<SessionKeys> {
    if (!this.finished) throw new Failure("unexpected", "handshake");
    const [k1, k2] = await this.state.symmetric.split();
    return { k1, k2, hash: this.state.symmetric.h };
  }

  #tokens(writing: boolean): readonly Token[] {
    const tokens = this.pattern.messages[this.state.message];
    const turn = (this.state.message % 2 === 0) === this.config.initiator;
    if (!tokens || turn !== writing) throw new Failure("unexpected", "handshake");
    return tokens;
  }

  #accept(state: State): void {
    state.message++;
    this.state = state;
    if (this.finished) wipe(...this.#psks);
  }

  async #seal(state: State, plaintext: Bytes): Promise<Bytes> {
    const [symmetric, sealed] = await state.symmetric.seal(plaintext);
    state.symmetric = symmetric;
    return sealed;
  }

  async #open(state: State, sealed: Bytes): Promise<Bytes> {
    const [symmetric, plaintext] = await state.symmetric.open(sealed);
    state.symmetric = symmetric;
    return plaintext;
  }

  async #writeE(state: State): Promise<Bytes> {
    state.e = this.config.ephemeral ?? (await makeX25519KeyPair());
    await this.#mixE(state, state.e.publicKey);
    return state.e.publicKey;
  }

  async #readE(state: State, key: Bytes): Promise<void> {
    state.re = key;
    await this.#mixE(state, key);
  }

  async #mixE(state: State, key: Bytes): Promise<void> {
    state.symmetric = await state.symmetric.mixHash(key);
    if (this.pattern.psks > 0) state.symmetric = await state.symmetric.mixKey(key);
  }

  async #mix(state: State, token: Token): Promise<void> {
    if (token === "psk") {
      const psk = this.#psks[state.psk++];
      if (!psk) throw new Failure("internal");
      state.symmetric = await state.symmetric.mixKeyAndHash(psk);
      return;
    }
    const shared = await this.#agree(state, token);
    state.symmetric = await state.symmetric.mixKey(shared);
    wipe(shared);
  }

  /** The first letter is the initiator's key, the second the responder's. */
  #agree(state: State, token: Token): Promise<Bytes> {
    const own = token.charAt(this.config.initiator ? 0 : 1);
    const peer = token.charAt(this.config.initiator ? 1 : 0);
    const pair = own === "e" ? state.e : this.#static();
    const key = peer === "e" ? state.re : state.rs;
    if (!pair || !key) throw new Failure("internal");
    return x25519(pair, key);
  }

  #static(): X25519KeyPair {
    if (!this.config.s) throw new Failure("bad_key", "static key");
    return this.config.s;
  }
}
