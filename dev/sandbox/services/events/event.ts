import { randomUUID } from "node:crypto";
import type { World } from "../../world/world";

/** An event as rules see it and as targets get it. */
export interface Event {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO 8601, to the second. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: object;
}

export interface EmittedEvent {
  account: string;
  region: string;
  /** `aws.access-analyzer` */
  source: string;
  detailType: string;
  /** ARNs. */
  resources?: string[];
  detail: object;
  /** Default: now. */
  time?: Date;
}

export function eventOf(world: World, { account, region, source, detailType, resources = [], detail, time }: EmittedEvent): Event {
  return {
    ...{ version: "0", id: randomUUID(), "detail-type": detailType, source, account },
    ...{ time: `${(time ?? world.clock.now()).toISOString().slice(0, 19)}Z`, region, resources },
    detail,
  };
}
