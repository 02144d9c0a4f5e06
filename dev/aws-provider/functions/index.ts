import type { Account } from "../account";
import type { Properties } from "../values";
import { getCallerIdentity } from "./getCallerIdentity";
import { getPartition } from "./getPartition";
import { getRegion } from "./getRegion";

export type ProviderFunction = (account: Account, args: Properties) => Properties | Promise<Properties>;

/** Every function that is implemented, by its token. */
export const functions = new Map<string, ProviderFunction>([
  ["aws:index/getCallerIdentity:getCallerIdentity", getCallerIdentity],
  ["aws:index/getPartition:getPartition", getPartition],
  ["aws:index/getRegion:getRegion", getRegion],
]);
