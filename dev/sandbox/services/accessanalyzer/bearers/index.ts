import type { World } from "../../../world/world";
import type { PolicyBearer } from "./bearer";
import { keys } from "./keys";
import { roles } from "./roles";

/** One adapter a service. */
const adapters: readonly ((world: World) => PolicyBearer[])[] = [keys, roles];

/** Every resource of the organization's accounts on which a policy decides who outside may use it. */
export function policyBearers(world: World): PolicyBearer[] {
  return adapters.flatMap((adapter) => adapter(world)).filter(({ account }) => world.accounts.has(account));
}
