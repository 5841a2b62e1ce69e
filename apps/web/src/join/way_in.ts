// What brought the person here: a link, whose secret leaves the address bar before anything else, or a code.

export interface Link {
  readonly invitation: string;
  /** As in the link; for nobody but the session. */
  readonly secret: string;
  readonly whole: string;
}

export type Arrival = { readonly link: Link } | { readonly broken: boolean };

export function readArrival(place: Location, history: History): Arrival {
  const { pathname, hash, href } = place;
  history.replaceState(null, "", pathname);
  const invitation = /^\/j\/([A-Za-z0-9_-]{22})$/.exec(pathname)?.[1];
  const secret = /^#1\.([A-Za-z0-9_-]{22})(?:\.[A-Za-z0-9_-]{22})?$/.exec(hash)?.[1];
  if (invitation !== undefined && secret !== undefined) return { link: { invitation, secret, whole: href } };
  return { broken: pathname.startsWith("/j/") };
}
