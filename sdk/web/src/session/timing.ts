// The times of a session, in milliseconds. Tests make them short.

export interface Timing {
  /** A sign of life is sent this often, and the path is given up when nothing came for `silent`. */
  readonly keepAlive: number;
  readonly silent: number;
  /** No acknowledgement for so long though one is due: another path is looked for beside this one. */
  readonly suspect: number;
  /** A session that a repeated HS1 may have begun waits so long for the first record. */
  readonly confirm: number;
  /** Without any path, the session waits so long for one. */
  readonly patience: number;
  /** For one try to go on over another path. */
  readonly attach: number;
  /** Least time between two acknowledgements that nothing else makes necessary. */
  readonly acknowledge: number;
  /** How long the other side's person may think about an offer. */
  readonly consent: number;
  /** How often modules may be told of the path's rate. */
  readonly rate: number;
  /** How often the grant's end is looked at. */
  readonly watch: number;
  /** How long what was said last may take to arrive. */
  readonly farewell: number;
}

export const defaultTiming: Timing = {
  keepAlive: 10_000,
  silent: 30_000,
  suspect: 3_000,
  confirm: 10_000,
  patience: 120_000,
  attach: 5_000,
  acknowledge: 20,
  consent: 5 * 60_000,
  rate: 500,
  watch: 1_000,
  farewell: 2_000,
};
