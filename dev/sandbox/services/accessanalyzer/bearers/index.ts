import type { World } from "../../../world/world";
import type { PolicyBearer } from "./bearer";
import { buckets, directoryBuckets } from "./buckets";
import { documents, functions } from "./documents";
import { keys, roles } from "./identity";
import { shares } from "./shares";

/** What each service has of them. */
const adapters: readonly ((world: World) => PolicyBearer[])[] = [buckets, directoryBuckets, documents, functions, keys, roles, shares];

/** Every resource of the organization's accounts on which a policy decides who outside may use it. */
export function policyBearers(world: World): PolicyBearer[] {
  return adapters.flatMap((adapter) => adapter(world)).filter(({ account }) => world.accounts.has(account));
}
