import type { Calls } from "../calls";
import { clientSettings } from "../clients";
import type { Session } from "../sessions";

/** In an account that has a part of the road, with the audit role or another one that reads. */
export interface Inside {
  session: Session;
  calls: Calls;
}

export function settings(region: string, { credentials }: Session, calls: Calls) {
  return clientSettings(region, credentials, calls.settings);
}
